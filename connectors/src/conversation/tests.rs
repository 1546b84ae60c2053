//! What holds of every conversation.

mod sessions;
