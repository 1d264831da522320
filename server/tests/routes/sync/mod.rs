mod chunk;
mod digest;
mod events;
mod pull;
mod push;
