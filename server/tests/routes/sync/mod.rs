mod chunk;
mod events;
mod pull;
mod push;
