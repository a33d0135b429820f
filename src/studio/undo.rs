//! Taking back what was just done. The address of the page after a change names what was changed; from that the notice
//! there makes a form. Such an address may come from anywhere, so it offers only what does no harm.

use super::desk::within_studio;
use super::fields::Fields;
use super::frame::Undo;
use crate::members::MemberId;

/// The page after a change of this one thing.
pub fn naming(path: &str, id: &str) -> String {
    with(path, &[("undo", id)])
}

/// The page after this tag was set or taken away from these members.
pub fn of_tags(path: &str, tag: &str, members: &[MemberId]) -> String {
    let mut named = vec![("tag-changed", tag)];
    named.extend(members.iter().map(|member| ("undo", member.as_str())));
    with(path, &named)
}

fn with(path: &str, pairs: &[(&str, &str)]) -> String {
    let joint = if path.contains('?') { '&' } else { '?' };
    let pairs: String = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("{path}{joint}{pairs}")
}

/// The way back from what was `said`, when the address names all that it takes.
pub fn offered(said: &str, query: &Fields) -> Option<Undo> {
    let changed: Vec<&str> = query.all("undo").into_iter().filter(|id| is_id(id)).collect();
    let first = changed.first()?;
    let one = |action: String| Some(Undo { action, fields: Vec::new() });
    match said {
        "post-deleted" => one(format!("/studio/posts/{first}/restorations")),
        "tier-closed" => one(format!("/studio/tiers/{first}/openings")),
        "field-removed" => one(format!("/studio/members/fields/{first}/restorations")),
        "member-banned" => {
            Some(Undo { action: format!("/studio/members/{first}/ban"), fields: vec![("act", "lift".to_owned())] })
        }
        "tag-added" | "tags-added" => tags("remove", said, &changed, query),
        "tag-removed" | "tags-removed" => tags("add", said, &changed, query),
        _ => None,
    }
}

fn tags(act: &str, said: &str, changed: &[&str], query: &Fields) -> Option<Undo> {
    let tag = query.get("tag-changed");
    if tag.is_empty() {
        return None;
    }
    let mut fields = vec![("act", act.to_owned()), ("tag", tag.to_owned())];
    if said.starts_with("tag-") {
        return Some(Undo { action: format!("/studio/members/{}/tags", changed.first()?), fields });
    }
    fields.extend(changed.iter().map(|member| ("member", (*member).to_owned())));
    fields.push(("return_to", back(query)));
    Some(Undo { action: "/studio/tags".to_owned(), fields })
}

/// The list as it was filtered, without what it was told about the last change.
fn back(query: &Fields) -> String {
    let kept = query.without(&["said", "undo", "tag-changed"]).encoded();
    within_studio(&format!("/studio/members?{kept}")).trim_end_matches('?').to_owned()
}

fn is_id(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_said_is_taken_back() {
        let check = |query: &str, action: Option<&str>| {
            let query = Fields::of_query(query);
            let offered = offered(query.get("said"), &query);
            assert_eq!(offered.map(|undo| undo.action).as_deref(), action, "{}", query.encoded());
        };
        check("said=post-deleted&undo=01-a", Some("/studio/posts/01-a/restorations"));
        check("said=post-deleted", None);
        check("said=post-deleted&undo=../../x", None);
        check("said=member-banned&undo=01", Some("/studio/members/01/ban"));
        check("said=member-unbanned&undo=01", None);
        check("said=tag-added&undo=01", None);
        check("said=tags-added&undo=01&tag-changed=vip", Some("/studio/tags"));
    }

    #[test]
    fn the_way_back_keeps_the_filter() {
        let query = Fields::of_query("tag=vip&q=a+b&undo=01&tag-changed=x&said=tags-added");
        let fields = offered("tags-added", &query).map(|undo| undo.fields).unwrap_or_default();
        let back = fields.iter().find(|(name, _)| *name == "return_to").map(|(_, value)| value.as_str());
        assert_eq!(back, Some("/studio/members?tag=vip&q=a+b"));
    }
}
