//! What is said once after an act: carried over the redirect in a cookie, shown on the next page, forgotten.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::contexts::{Notice, NoticeKind};
use super::ways;
use crate::base::Fault;
use crate::lobby::{self, Visit};
use crate::plumbing::web::{Page, PageError};

/// Word in the cookie.
const WORDS: &[(NoticeKind, &str)] = &[
    (NoticeKind::SignedIn, "in"),
    (NoticeKind::SignedOut, "out"),
    (NoticeKind::Saved, "saved"),
    (NoticeKind::CommentSent, "said"),
    (NoticeKind::CommentDeleted, "unsaid"),
    (NoticeKind::CommentReported, "reported"),
    (NoticeKind::TierOpened, "opened"),
    (NoticeKind::TierChanged, "changed"),
    (NoticeKind::Cancelled, "cancelled"),
    (NoticeKind::Resumed, "resumed"),
    (NoticeKind::SessionEnded, "ended"),
    (NoticeKind::SessionsEnded, "ended-all"),
    (NoticeKind::PasskeyAdded, "key"),
    (NoticeKind::PasskeyRemoved, "no-key"),
    (NoticeKind::FeedRenewed, "feed"),
    (NoticeKind::FeedRevoked, "no-feed"),
    (NoticeKind::CodeSent, "code"),
    (NoticeKind::MoveAsked, "move"),
    (NoticeKind::MoveGivenUp, "no-move"),
    (NoticeKind::InvitationTaken, "uninvited"),
    (NoticeKind::Erasing, "erasing"),
    (NoticeKind::TooFast, "fast"),
    (NoticeKind::InCart, "cart"),
    (NoticeKind::CartFull, "cart-full"),
    (NoticeKind::CartChanged, "cart-other"),
    (NoticeKind::SumChanged, "sum-other"),
];

/// Answers a form that worked: go there, and say this on arrival.
pub(super) fn see(visit: &Visit, path: &str, kind: NoticeKind, detail: &str) -> Page {
    let mut answer = ways::see(visit, path)?;
    let word = WORDS.iter().find(|(known, _)| *known == kind).map_or("", |(_, word)| word);
    let value = format!("{word}.{}", URL_SAFE_NO_PAD.encode(detail));
    let cookie = lobby::notice_cookie(&visit.club, &value);
    answer.add_cookie(&cookie).map_err(|error| PageError::Fault(Fault::broken(error.to_string())))?;
    Ok(answer)
}

/// What is to be said on this page.
pub(super) fn said(visit: &Visit) -> Vec<Notice> {
    visit.notice.as_deref().and_then(read).into_iter().collect()
}

fn read(value: &str) -> Option<Notice> {
    let (word, detail) = value.split_once('.')?;
    let (kind, _) = WORDS.iter().find(|(_, known)| *known == word)?;
    let detail = String::from_utf8(URL_SAFE_NO_PAD.decode(detail).ok()?).ok()?;
    Some(Notice { kind: *kind, detail })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_page_of_ours_wrote_says_nothing() {
        let check =
            |value: &str, kind: Option<NoticeKind>| assert_eq!(read(value).map(|one| one.kind), kind, "{value}");
        check("saved.", Some(NoticeKind::Saved));
        check("opened.Q2lyY2xl", Some(NoticeKind::TierOpened));
        check("opened.!!", None);
        check("other.", None);
        check("", None);
    }
}
