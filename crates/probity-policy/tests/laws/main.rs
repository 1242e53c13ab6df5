//! Laws of the language that hold for all texts, statements and projections.

#[cfg(test)]
mod generator;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod round_trips;
#[cfg(test)]
mod validator;
