//! The signs a member can leave under a post without words.

use super::store;
use crate::base::{Fault, Moment, Standing};
use crate::members::MemberId;
use crate::plumbing::db::{Conn, Tx};
use crate::posts::{self, Post, PostId};

/// The few signs there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReactionKind {
    Heart,
    Clap,
    /// "Again", as called from the stalls.
    Again,
}

impl ReactionKind {
    pub const ALL: [ReactionKind; 3] = [ReactionKind::Heart, ReactionKind::Clap, ReactionKind::Again];

    /// As stored, and as forms send it.
    pub fn word(self) -> &'static str {
        match self {
            ReactionKind::Heart => "heart",
            ReactionKind::Clap => "clap",
            ReactionKind::Again => "again",
        }
    }

    pub fn from_word(word: &str) -> Option<ReactionKind> {
        ReactionKind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// One kind under one post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reaction {
    pub kind: ReactionKind,
    pub count: i64,
    /// The reader left it.
    pub mine: bool,
}

/// Why a sign was not left.
#[derive(Debug, thiserror::Error)]
pub enum NotReacted {
    /// Not a member in good standing, or the post is closed to them.
    #[error("this person may not react here")]
    NotAllowed,
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Leaves a sign, or takes it away again; says whether it is there now.
pub fn toggle(
    tx: &mut Tx,
    post: &Post,
    member: &MemberId,
    standing: &Standing,
    kind: ReactionKind,
    now: Moment,
) -> Result<bool, NotReacted> {
    if !standing.active || !posts::may_see(post, Some(standing), now) {
        return Err(NotReacted::NotAllowed);
    }
    let left = !store::delete_reaction(tx, &post.id, member, kind)?;
    if left {
        store::insert_reaction(tx, &post.id, member, kind, now)?;
    }
    Ok(left)
}

/// Every kind with its count under a post.
pub fn reactions(conn: &mut Conn, post: &PostId, reader: Option<&MemberId>) -> Result<Vec<Reaction>, Fault> {
    let counts = store::reaction_counts(conn, post)?;
    let mine = match reader {
        Some(reader) => store::reactions_of(conn, post, reader)?,
        None => Vec::new(),
    };
    let reaction = |kind: ReactionKind| Reaction {
        kind,
        count: counts.iter().find(|(word, _)| word == kind.word()).map_or(0, |(_, count)| *count),
        mine: mine.iter().any(|word| word == kind.word()),
    };
    Ok(ReactionKind::ALL.into_iter().map(reaction).collect())
}
