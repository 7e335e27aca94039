//! The description of the API says what the broker does, and the broker does what it says.

mod answers;
mod check;
mod document;
mod examples;
mod hostile;
mod rest;
mod schemas;
mod serving;
mod table;
