//! Laws as dated data, the resolver between promise and law, and deadline arithmetic.
