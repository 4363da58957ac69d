//! What every client may rely on, whatever the room: generated from the document where possible.

mod forge;
mod operations;
mod outcomes;
mod scene;

mod bad_bodies;
mod bad_heads;
mod bad_parameters;
mod bad_sizes;
mod cors;
mod http;
mod matrix;
mod outages;
mod program;
mod properties;
mod races;
mod tokens;
