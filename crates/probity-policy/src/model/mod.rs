//! The model: what a project says, after syntax and before promises. The waist of the house.

pub mod data_map;
