//! Invented contexts for every page in every state: `theme check` renders them, and so does the test of every theme
//! and page. How many of everything and how long every text is, is the caller's choice.

mod backstage;
mod entry;
mod events;
mod passkeys;
mod rights;
mod selling;
mod shop;

use super::*;
use minijinja::{Value, value::Serde};

/// How hard the samples press on a theme.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    /// Of everything that can be many.
    pub items: usize,
    /// Every text is this many times as long as a usual one.
    pub stretch: usize,
}

/// A few of everything, texts of usual length.
pub const USUAL: Scale = Scale { items: 4, stretch: 1 };

/// One page in one state.
pub struct Sample {
    /// `post`, `join-errors`: unique, fit for a file name.
    pub name: &'static str,
    /// Template that draws it.
    pub template: &'static str,
    pub context: Value,
}

/// What the samples are about.
pub struct Setting<'a> {
    pub club: &'a str,
    pub lang: &'a str,
    /// Put before the names of sample pictures.
    pub pictures: &'a str,
    /// Names of sample pictures, the first is the large one; at least one.
    pub files: &'a [&'a str],
    pub locked_file: &'a str,
    pub settings: BTreeMap<String, String>,
    pub settings_css: &'a str,
    pub scale: Scale,
}

/// All pages in all their states.
pub fn all(setting: &Setting<'_>) -> Vec<Sample> {
    Sampler { s: setting }.all()
}

struct Sampler<'a> {
    s: &'a Setting<'a>,
}

#[derive(Clone, Copy, PartialEq)]
enum Who {
    Nobody,
    Free,
    Paying,
}

impl Sampler<'_> {
    fn all(&self) -> Vec<Sample> {
        let mut out = Vec::new();
        self.reading(&mut out);
        self.joining(&mut out);
        self.paying(&mut out);
        self.account(&mut out);
        self.selling(&mut out);
        self.events(&mut out);
        self.shop(&mut out);
        self.backstage(&mut out);
        self.rights(&mut out);
        self.rest(&mut out);
        out
    }

    fn sample<B: Body>(&self, name: &'static str, page: Page, body: B) -> Sample {
        let view = View { page: &page, body: &body };
        Sample { name, template: B::TEMPLATE, context: Value::from(Serde(&view)) }
    }

    fn text(&self, text: &str) -> String {
        let mut long = String::from(text);
        for _ in 1..self.s.scale.stretch {
            long.push(' ');
            long.push_str(text);
        }
        long
    }

    fn many<T>(&self, make: impl Fn(usize) -> T) -> Vec<T> {
        (0..self.s.scale.items).map(make).collect()
    }

    fn count(&self, n: u64) -> Count {
        Count { n, text: n.to_string() }
    }

    fn moment(&self, day: u8, hour: u8) -> Moment {
        let french = self.s.lang == "fr";
        let weekday = if french {
            ["samedi", "dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi"]
        } else {
            ["Saturday", "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
        }[usize::from(day % 7)];
        let month = if french { "novembre" } else { "November" };
        Moment {
            long: format!("{weekday} {day} {month} 2026"),
            date: format!("{day} {month}"),
            short: format!("{} {day} {}", &weekday[..3], &month[..3]),
            time: if french { format!("{hour} h 40") } else { format!("{hour:02}:40") },
            iso: format!("2026-11-{day:02}T{hour:02}:40:00+01:00"),
            hour,
        }
    }

    fn picture(&self, index: usize, alt: &str) -> Picture {
        let file = self.s.files[index % self.s.files.len()];
        Picture {
            src: format!("{}{file}", self.s.pictures),
            srcset: String::new(),
            width: 1600,
            height: 1000,
            alt: alt.into(),
            tiny: false,
        }
    }

    fn locked_picture(&self) -> Picture {
        Picture {
            src: format!("{}{}", self.s.pictures, self.s.locked_file),
            srcset: String::new(),
            width: 10,
            height: 6,
            alt: String::new(),
            tiny: true,
        }
    }

    fn page(&self, here: Place, who: Who) -> Page {
        let anchor = |label: &str, url: &str| Anchor { label: self.text(label), url: url.into() };
        Page {
            club: Club {
                name: self.text(self.s.club),
                artist: self.text(self.s.club),
                tagline: self.text("Notes from the harbour"),
                address: self.text("Lotsenstieg 4, 20457 Hamburg"),
                logo: None,
                picture: Some(self.picture(0, "")),
                members: self.count(3412),
                links: vec![],
                footer: vec![anchor("Imprint", "/en/imprint"), anchor("Privacy", "/en/privacy")],
            },
            lang: self.s.lang.into(),
            dir: "ltr",
            languages: vec![
                Language {
                    code: "en".into(),
                    name: "English".into(),
                    url: "/en/".into(),
                    current: self.s.lang == "en",
                },
                Language {
                    code: "fr".into(),
                    name: "Français".into(),
                    url: "/fr/".into(),
                    current: self.s.lang == "fr",
                },
            ],
            member: (who != Who::Nobody).then(|| Visitor {
                name: self.text("Noor Bakker"),
                number: "1,204".into(),
                tier: (who == Who::Paying).then(|| self.text("Circle")),
                member_since: self.moment(2, 9),
                concerts: 6,
                studio: None,
            }),
            here,
            urls: Urls {
                home: "/en/".into(),
                posts: "/en/posts".into(),
                search: "/en/search".into(),
                tiers: "/en/tiers".into(),
                join: "/en/join".into(),
                sign_in: "/en/sign-in".into(),
                sign_out: "/en/sign-out".into(),
                account: "/en/account".into(),
                card: "/en/account/card".into(),
                orders: "/en/account/orders".into(),
                cart: "/en/cart".into(),
                events: Some("/en/events".into()),
                tickets: "/en/tickets".into(),
                shop: Some("/en/shop".into()),
                downloads: "/en/downloads".into(),
                experiences: Some("/en/experiences".into()),
                bookings: "/en/bookings".into(),
                feed: "/en/feed.xml".into(),
            },
            csrf: "csrf".into(),
            cart: (who == Who::Paying).then(|| self.count(3)),
            path: "/en/".into(),
            notices: vec![],
            grace: None,
            demo: None,
            sandbox: false,
            settings: self.s.settings.clone(),
            settings_css: self.s.settings_css.into(),
            meta: Meta {
                canonical: "https://club.example/en/".into(),
                description: self.text("A club"),
                picture: None,
                noindex: false,
            },
        }
    }

    fn places(&self) -> Places {
        Places { left: self.count(12), total: self.count(200) }
    }

    fn lock_tiers(&self) -> Vec<LockTier> {
        self.many(|i| LockTier {
            name: self.text(["Circle", "Front Row", "Balcony"][i % 3]),
            month: Some(format!("€{}", 6 + 12 * i)),
            year: Some(format!("€{}", 60 + 120 * i)),
            places: (i == 1).then(|| self.places()),
            url: "/en/join?tier=circle".into(),
        })
        .into_iter()
        .take(3)
        .collect()
    }

    fn lock(&self, why: LockReason, who: Who) -> Lock {
        Lock {
            why,
            tiers: if why == LockReason::Tier { self.lock_tiers() } else { vec![] },
            opens: (why == LockReason::Tenure && who != Who::Nobody).then(|| self.moment(24, 10)),
            months: 12,
            age: 18,
            also: self.count(84),
            url: "/en/tiers?back=/en/posts/low-water".into(),
            sign_in: (who == Who::Nobody).then(|| "/en/sign-in?back=/en/posts/low-water".into()),
        }
    }

    fn entry(&self, index: usize, who: Who) -> Entry {
        const TITLES: [(&str, &str, PostKind); 6] = [
            (
                "Low Water, take eleven",
                "We played it ten times as if somebody were listening. The eleventh time nobody was, and that is the one. You can hear the ferry leave at 3:12. We left that in.",
                PostKind::Recording,
            ),
            (
                "What the harbour taught the left hand",
                "A letter about patience, written on the back of the string parts.",
                PostKind::Letter,
            ),
            (
                "The string session, before the mix",
                "Forty-two minutes from the first mark to the last chair pushed back.",
                PostKind::Recording,
            ),
            (
                "Nine photographs from the ferry hall",
                "Ada took these with the camera her aunt left her. The light leaks are the camera’s.",
                PostKind::Pictures,
            ),
            ("How a mute changes the room", "Three minutes, one bow, and a piece of walnut.", PostKind::Film),
            ("Six studies, the parts", "Print them, they are yours.", PostKind::Files),
        ];
        let (title, teaser, kind) = TITLES[index % TITLES.len()];
        let locked = index % TITLES.len() == 2 && who != Who::Paying;
        let day = 19 - u8::try_from(index % 18).unwrap_or(0);
        let hour = u8::try_from((4 + index * 7) % 24).unwrap_or(0);
        Entry {
            title: self.text(title),
            url: "/en/posts/low-water".into(),
            kind,
            published: self.moment(day, hour),
            teaser: self.text(teaser),
            picture: if locked {
                Some(self.locked_picture())
            } else if kind == PostKind::Files {
                None
            } else {
                Some(self.picture(index, ""))
            },
            lock: locked.then(|| self.lock(LockReason::Tier, who)),
            duration: matches!(kind, PostKind::Recording | PostKind::Film).then(|| "5:40".into()),
            wave: (kind == PostKind::Recording && !locked).then(|| self.wave()),
            pictures: 9,
            files: 6,
            size: (!locked).then(|| "12.4 MB".into()),
            minutes: 6,
            comments: self.count(41 * (1 - index.min(1) as u64)),
        }
    }

    fn wave(&self) -> String {
        (0..110)
            .map(|i| {
                let height = 4 + (i * i * 7 + i * 13) % 24 + (i % 11);
                format!("M{} {}v{}", 2 + i * 6, 32 - height, height * 2)
            })
            .collect()
    }

    fn entries(&self, who: Who) -> Vec<Entry> {
        self.many(|i| self.entry(i + 1, who))
    }

    fn pager(&self) -> Pager {
        Pager { number: 2, of: 9, newer: Some("/en/posts?page=1".into()), older: Some("/en/posts?page=3".into()) }
    }

    fn prose(&self) -> Html {
        let paragraph = "Ada had already loosened her bow. Tomasz was on the stairs with the coffee. I started because the room was quiet for once, and the tape was still running because Tomasz never trusts me when I say we are finished.";
        Html(format!(
            "<p>We played it ten times as if somebody were listening. The eleventh time nobody was, and that is the one.</p><p>{}</p><h2>What to listen for</h2><ul><li>The ferry at <strong>3:12</strong></li><li>A cup, <em>put down</em></li></ul><blockquote><p>That one is not pretending.</p></blockquote><p>It will be different on the twelfth, <a href=\"/en/posts/ferry\">and so will the ferry</a>.</p>",
            self.text(paragraph)
        ))
    }

    fn comment(&self, index: usize) -> Comment {
        Comment {
            id: format!("{index}"),
            who: self.text(["Teodor Wills", "Maren Oduya", "", "Baptiste Nohant"][index % 4]),
            number: if index % 4 == 1 { String::new() } else { format!("{}", 204 + index) },
            artist: index % 4 == 1,
            mine: index % 4 == 3,
            at: self.moment(19, 21),
            lang: String::new(),
            hidden: index % 4 == 2,
            body: if index % 4 == 2 {
                Html::default()
            } else {
                Html(format!(
                    "<p>{}</p>",
                    self.text("The ferry is a minor third above her open string. Was that planned?")
                ))
            },
            report_url: (index.is_multiple_of(4)).then(|| "/en/comments/1/report".into()),
            delete_action: (index % 4 == 3).then(|| "/en/comments/1/delete".into()),
        }
    }

    fn talk(&self, state: TalkState) -> Talk {
        let comments = self.many(|i| self.comment(i));
        Talk {
            state,
            count: self.count(comments.len() as u64),
            comments,
            pager: Pager::default(),
            form: (state == TalkState::Open).then(|| CommentForm {
                action: "/en/posts/low-water/comments".into(),
                value: String::new(),
                error: None,
                longest: 4000,
            }),
            sign_in: (state == TalkState::Join).then(|| "/en/sign-in".into()),
        }
    }

    fn track(&self, index: usize) -> Track {
        Track {
            id: format!("track-{index}"),
            title: self.text("Low Water, take eleven"),
            artist: self.text(self.s.club),
            src: "/media/low-water".into(),
            mime: "audio/mpeg".into(),
            duration: "5:40".into(),
            seconds: 340,
            wave: self.wave(),
            chapters: self
                .many(|i| Chapter {
                    at: u32::try_from(i).unwrap_or(0) * 74,
                    clock: format!("{}:14", i),
                    title: self.text(["Ada tunes, the chair", "The tune", "The ferry leaves", "Coffee"][i % 4]),
                })
                .into_iter()
                .take(if index == 0 { 4 } else { 0 })
                .collect(),
            download: (index == 0).then(|| self.file(0)),
            renew_url: "/en/posts/low-water".into(),
        }
    }

    fn file(&self, index: usize) -> File {
        File {
            name: self.text(["Low Water", "Score"][index % 2]),
            url: "/media/low-water.flac".into(),
            format: ["FLAC", "PDF"][index % 2].into(),
            size: "31.2 MB".into(),
        }
    }

    fn post(&self, talk: TalkState) -> Post {
        Post {
            title: self.text("Low Water, take eleven"),
            url: "/en/posts/low-water".into(),
            kind: PostKind::Recording,
            published: self.moment(19, 21),
            audience: self.many(|i| self.text(["Circle", "Front Row"][i % 2])).into_iter().take(2).collect(),
            picture: Some(self.picture(0, "Grey water, a flat horizon, four mooring posts on the left")),
            picture_caption: self.text("The ferry hall, 6:50, the morning of the take. Picture: Ada Lindqvist"),
            duration: Some("5:40".into()),
            body: self.prose(),
            tracks: self.many(|i| self.track(i)).into_iter().take(1).collect(),
            photos: vec![],
            videos: vec![],
            files: vec![],
            reactions: [ReactionKind::Heart, ReactionKind::Clap, ReactionKind::Again]
                .into_iter()
                .enumerate()
                .map(|(i, kind)| Reaction {
                    kind,
                    count: self.count([18, 4, 0][i]),
                    mine: i == 0,
                    action: (talk == TalkState::Open).then(|| "/en/posts/low-water/reactions/heart".into()),
                })
                .collect(),
            talk: self.talk(talk),
            newer: None,
            older: Some(Neighbour {
                title: self.text("What the harbour taught the left hand"),
                url: "/en/posts/harbour".into(),
                locked: false,
            }),
            edit_url: None,
        }
    }

    fn reading(&self, out: &mut Vec<Sample>) {
        let home = |who| Home {
            lead: (self.s.scale.items > 0).then(|| self.entry(0, who)),
            entries: self.entries(who),
            pager: Pager { number: 1, of: 9, newer: None, older: Some("/en/?page=2".into()) },
            posts: self.count(85),
            tiers: if who == Who::Paying { vec![] } else { self.lock_tiers() },
            cheapest: (who != Who::Paying).then(|| "€6".into()),
        };
        out.push(self.sample("home", self.page(Place::Home, Who::Nobody), home(Who::Nobody)));
        out.push(self.sample("home-free", self.page(Place::Home, Who::Free), home(Who::Free)));
        let mut page = self.page(Place::Home, Who::Paying);
        page.grace = Some(Grace { until: self.moment(26, 12), portal: "/en/account/portal".into() });
        page.demo = Some(Demo { mails: Some("/mails".into()) });
        page.sandbox = true;
        page.notices = [NoticeKind::SignedIn, NoticeKind::TierOpened, NoticeKind::Cancelled, NoticeKind::TooFast]
            .map(|kind| Notice { kind, detail: self.text("Circle") })
            .into();
        if let Some(member) = &mut page.member {
            member.studio = Some("/studio".into());
        }
        out.push(self.sample("home-member", page, home(Who::Paying)));
        out.push(self.sample(
            "home-empty",
            self.page(Place::Home, Who::Nobody),
            Home {
                lead: None,
                entries: vec![],
                pager: Pager::default(),
                posts: self.count(0),
                tiers: vec![],
                cheapest: None,
            },
        ));
        let kinds = [PostKind::Letter, PostKind::Recording, PostKind::Pictures, PostKind::Film, PostKind::Files];
        out.push(
            self.sample(
                "posts",
                self.page(Place::Posts, Who::Free),
                Posts {
                    kind: None,
                    kinds: kinds
                        .map(|kind| KindLink {
                            kind,
                            url: "/en/posts?kind=film".into(),
                            count: self.count(9),
                            current: false,
                        })
                        .into(),
                    all_url: "/en/posts".into(),
                    count: self.count(85),
                    entries: self.entries(Who::Free),
                    pager: self.pager(),
                },
            ),
        );
        for kind in kinds {
            let name = match kind {
                PostKind::Letter => "posts-letters",
                PostKind::Recording => "posts-recordings",
                PostKind::Pictures => "posts-pictures",
                PostKind::Film => "posts-films",
                PostKind::Files => "posts-files",
            };
            out.push(self.sample(
                name,
                self.page(Place::Posts, Who::Nobody),
                Posts {
                    kind: Some(kind),
                    kinds: vec![KindLink {
                        kind,
                        url: "/en/posts?kind=film".into(),
                        count: self.count(1),
                        current: true,
                    }],
                    all_url: "/en/posts".into(),
                    count: self.count(0),
                    entries: vec![],
                    pager: Pager::default(),
                },
            ));
        }
        out.push(self.sample("post", self.page(Place::Posts, Who::Paying), self.post(TalkState::Open)));
        let mut gallery = self.post(TalkState::Join);
        gallery.kind = PostKind::Pictures;
        gallery.title = self.text("Nine photographs from the ferry hall");
        gallery.tracks = vec![];
        gallery.duration = None;
        gallery.audience = vec![];
        gallery.photos = self.many(|i| Photo {
            picture: self.picture(i, "A quiet room with a window"),
            full: self.picture(i, "").src,
            caption: if i % 2 == 0 { self.text("Window, seven in the morning") } else { String::new() },
        });
        out.push(self.sample("post-pictures", self.page(Place::Posts, Who::Nobody), gallery));
        let mut film = self.post(TalkState::Closed);
        film.kind = PostKind::Film;
        film.title = self.text("How a mute changes the room");
        film.picture = None;
        film.tracks = vec![];
        film.videos = self
            .many(|i| Video {
                title: self.text("How a mute changes the room"),
                src: "/media/mute.mp4".into(),
                mime: "video/mp4".into(),
                poster: Some(self.picture(3, "")),
                duration: Some("3:05".into()),
                plays_on: [PlaysOn::Apple, PlaysOn::Few].into_iter().nth(i).unwrap_or(PlaysOn::Everything),
                download: "/media/mute.mp4".into(),
            })
            .into_iter()
            .take(2)
            .collect();
        film.files = self.many(|i| self.file(i));
        film.edit_url = Some("/studio/posts/1".into());
        out.push(self.sample("post-film", self.page(Place::Posts, Who::Paying), film));
        let mut refused = self.post(TalkState::Open);
        refused.kind = PostKind::Letter;
        refused.tracks = vec![];
        if let Some(form) = &mut refused.talk.form {
            form.error = Some(CommentError::TooLong);
            form.value = self.text("A very long comment");
        }
        out.push(self.sample("post-comment-refused", self.page(Place::Posts, Who::Paying), refused));
        out.push(self.sample("post-banned", self.page(Place::Posts, Who::Paying), self.post(TalkState::Banned)));
        let locked = |kind, why, who| {
            Locked {
            title: self.text("Low Water, take eleven"),
            url: "/en/posts/low-water".into(),
            kind,
            published: self.moment(19, 21),
            teaser: Html(format!(
                "<p>{}</p><p>Ada had already loosened her bow. Tomasz was on the stairs with the coffee.</p>",
                self.text("We played it ten times as if somebody were listening. The eleventh time nobody was, and that is the one.")
            )),
            picture: Some(self.locked_picture()),
            duration: (kind == PostKind::Recording).then(|| "5:40".into()),
            lock: self.lock(why, who),
            open_posts: self.many(|i| self.entry(i + 3, Who::Paying)).into_iter().take(3).collect(),
        }
        };
        for (name, kind, why, who) in [
            ("locked", PostKind::Recording, LockReason::Tier, Who::Nobody),
            ("locked-free", PostKind::Film, LockReason::Tier, Who::Free),
            ("locked-members", PostKind::Letter, LockReason::Members, Who::Nobody),
            ("locked-tenure", PostKind::Recording, LockReason::Tenure, Who::Paying),
            ("locked-tenure-visitor", PostKind::Pictures, LockReason::Tenure, Who::Nobody),
            ("locked-age", PostKind::Film, LockReason::Age, Who::Free),
            ("locked-some", PostKind::Files, LockReason::Some, Who::Paying),
        ] {
            out.push(self.sample(name, self.page(Place::Posts, who), locked(kind, why, who)));
        }
        for (name, query, found) in
            [("search", "ferry", true), ("search-start", "", false), ("search-nothing", "elbow", false)]
        {
            let entries = if found { self.entries(Who::Free) } else { vec![] };
            out.push(self.sample(
                name,
                self.page(Place::Search, Who::Free),
                Search {
                    query: self.text(query).trim().into(),
                    count: self.count(entries.len() as u64),
                    entries,
                    pager: Pager::default(),
                },
            ));
        }
    }

    fn consents(&self, since: bool) -> Vec<Consent> {
        [
            ("news", "Letters and concert news from Maren"),
            ("offers", "New things in the shop, at most once a month"),
            ("partners", "The hall may write to me about a concert I have a ticket for"),
        ]
        .into_iter()
        .map(|(purpose, wording)| Consent {
            purpose: purpose.into(),
            wording: self.text(wording),
            checked: since && purpose == "news",
            since: (since && purpose == "news").then(|| self.moment(2, 9)),
        })
        .collect()
    }

    fn join(&self) -> Join {
        Join {
            action: "/en/join".into(),
            proof: "proof".into(),
            back: "/en/posts/low-water".into(),
            email: String::new(),
            name: String::new(),
            email_error: None,
            name_error: None,
            birth_date_error: None,
            form_error: None,
            toll: None,
            consents: self.consents(false),
            asks_birth_date: false,
            birth_date: String::new(),
            minimum_age: 0,
            chosen: None,
            door: None,
            open: true,
            sign_in: "/en/sign-in".into(),
        }
    }

    fn joining(&self, out: &mut Vec<Sample>) {
        let page = || self.page(Place::Elsewhere, Who::Nobody);
        out.push(self.sample("join", page(), self.join()));
        let mut chosen = self.join();
        chosen.chosen = Some(ChosenTier {
            slug: "circle".into(),
            name: self.text("Circle"),
            period: Period::Month,
            price: "€6".into(),
            change_url: "/en/tiers".into(),
        });
        out.push(self.sample("join-chosen", page(), chosen));
        for (name, door) in self.join_doors() {
            out.push(self.sample(name, page(), Join { door: Some(door), ..self.join() }));
        }
        self.queues(out);
        for (name, email, birth, form) in [
            ("join-errors", EmailError::NotAnAddress, BirthDateError::TooYoung, FormError::Stale),
            ("join-missing", EmailError::Missing, BirthDateError::Missing, FormError::TooFast),
            ("join-not-a-date", EmailError::Missing, BirthDateError::NotADate, FormError::Toll),
        ] {
            let mut join = self.join();
            join.email = "noor@".into();
            join.email_error = Some(email);
            join.name_error = Some(NameError::TooLong);
            join.asks_birth_date = true;
            join.minimum_age = 16;
            join.birth_date_error = Some(birth);
            join.form_error = Some(form);
            join.toll = (form == FormError::Toll).then(|| self.toll());
            if let Some(period) = (name == "join-missing").then_some(Period::Year) {
                join.chosen = Some(ChosenTier {
                    slug: "circle".into(),
                    name: self.text("Circle"),
                    period,
                    price: "€60".into(),
                    change_url: "/en/tiers".into(),
                });
            }
            out.push(self.sample(name, page(), join));
        }
        let mut shut = self.join();
        shut.open = false;
        out.push(self.sample("join-shut", page(), shut));
        for (name, email_error, form_error, open) in [
            ("sign-in", None, None, true),
            ("sign-in-error", Some(EmailError::NotAnAddress), Some(FormError::TooFast), true),
            ("sign-in-stale", Some(EmailError::Missing), Some(FormError::Stale), true),
            ("sign-in-toll", None, Some(FormError::Toll), true),
            ("sign-in-shut", None, None, false),
        ] {
            out.push(self.sample(
                name,
                page(),
                SignIn {
                    action: "/en/sign-in".into(),
                    proof: "proof".into(),
                    back: "/en/".into(),
                    email: String::new(),
                    email_error,
                    form_error,
                    toll: (form_error == Some(FormError::Toll)).then(|| self.toll()),
                    open,
                    passkey: open.then(|| self.passkey_form("open", email_error.map(|_| PasskeyError::Unknown))),
                    join: "/en/join".into(),
                },
            ));
        }
        for (name, error, joining) in [
            ("code", None, true),
            ("code-wrong", Some(CodeError::Wrong), false),
            ("code-expired", Some(CodeError::Expired), false),
            ("code-spent", Some(CodeError::Spent), false),
            ("code-other-browser", Some(CodeError::OtherBrowser), false),
        ] {
            out.push(self.sample(
                name,
                page(),
                Code {
                    action: "/en/code".into(),
                    resend_action: "/en/code/resend".into(),
                    email: "noor@example.org".into(),
                    other_address: "/en/join".into(),
                    error,
                    tries_left: 3,
                    joining,
                    until: self.moment(19, 21).time,
                },
            ));
        }
        for (name, action) in [("link", Some("/en/link/x".to_string())), ("link-dead", None)] {
            out.push(self.sample(name, page(), Link { action, sign_in: "/en/sign-in".into() }));
        }
        for (name, back) in [
            ("welcome", None),
            (
                "welcome-back",
                Some(Anchor { label: self.text("Low Water, take eleven"), url: "/en/posts/low-water".into() }),
            ),
        ] {
            out.push(self.sample(
                name,
                self.page(Place::Elsewhere, Who::Free),
                Welcome {
                    number: "3,413".into(),
                    since: self.moment(20, 14),
                    opened: self.count(31),
                    back,
                    tiers: self.lock_tiers(),
                    cheapest: Some("€6".into()),
                },
            ));
        }
    }

    fn tier(&self, index: usize, state: TierState) -> Tier {
        Tier {
            slug: ["postcard", "circle", "front-row"][index % 3].into(),
            name: if index < 3 {
                self.text(["Postcard", "Circle", "Front Row"][index])
            } else {
                format!("Row {index}")
            },
            summary: self.text(["For looking in", "For listening", "For coming close"][index % 3]),
            perks: self
                .many(|i| {
                    self.text(
                        [
                            "Today: 85 recordings and letters, nine films",
                            "12 December: tickets from Tuesday",
                            "Maren’s messages in your inbox, and you can answer",
                            "Members’ pressings in the shop",
                        ][(i + index) % 4],
                    )
                })
                .into_iter()
                .take(index % 3 + 2)
                .collect(),
            month: (!index.is_multiple_of(3)).then(|| format!("€{}", 6 * index)),
            year: (!index.is_multiple_of(3)).then(|| format!("€{}", 60 * index)),
            free: index.is_multiple_of(3),
            places: (index % 3 == 2).then(|| self.places()),
            state,
        }
    }

    fn current(&self, cancelled: bool) -> CurrentTier {
        CurrentTier {
            name: self.text("Circle"),
            price: "€6".into(),
            period: if cancelled { Period::Year } else { Period::Month },
            until: Some(self.moment(28, 12)),
            cancelled,
            cancel_url: (!cancelled).then(|| "/en/account/membership/cancel".into()),
            resume_action: cancelled.then(|| "/en/account/membership/resume".into()),
            portal_action: Some("/en/account/portal".into()),
        }
    }

    fn paying(&self, out: &mut Vec<Sample>) {
        use TierState::{Current, Full, Included, Open};
        let states: [(&'static str, Who, [TierState; 3], FormMethod); 3] = [
            ("tiers", Who::Nobody, [Open, Open, Open], FormMethod::Get),
            ("tiers-member", Who::Paying, [Included, Current, Open], FormMethod::Post),
            ("tiers-full", Who::Free, [Current, Open, Full], FormMethod::Post),
        ];
        for (name, who, states, method) in states {
            out.push(self.sample(
                name,
                self.page(Place::Tiers, who),
                Tiers {
                    method,
                    action: "/en/join".into(),
                    back: "/en/posts/low-water".into(),
                    period: Period::Month,
                    both_periods: true,
                    tiers: self.many(|i| self.tier(i, states[i % 3])).into_iter().take(3).collect(),
                    current: (who == Who::Paying).then(|| self.current(false)),
                    came_back: who == Who::Free,
                },
            ));
        }
        out.push(self.sample(
            "tiers-many",
            self.page(Place::Tiers, Who::Paying),
            Tiers {
                method: FormMethod::Post,
                action: "/en/buy".into(),
                back: "/en/".into(),
                period: Period::Year,
                both_periods: false,
                tiers: self.many(|i| self.tier(i, Open)),
                current: Some(self.current(true)),
                came_back: false,
            },
        ));
        for (name, today, unknown, opens_less, period) in [
            ("change-up", Some("€12.00".to_string()), false, false, Period::Month),
            ("change-down", None, false, true, Period::Year),
            ("change-unknown", None, true, false, Period::Year),
        ] {
            out.push(self.sample(
                name,
                self.page(Place::Tiers, Who::Paying),
                Change {
                    action: "/en/buy".into(),
                    slug: "front-row".into(),
                    from: self.text("Circle"),
                    to: self.text("Front Row"),
                    price: "€18".into(),
                    period,
                    today,
                    unknown,
                    at: 1_800_000_000,
                    next: Some(self.moment(28, 12)),
                    opens_less,
                    back: "/en/tiers".into(),
                },
            ));
        }
        out.push(self.sample(
            "cancel",
            self.page(Place::Account, Who::Paying),
            Cancel {
                action: "/en/account/membership/cancel".into(),
                tier: self.text("Circle"),
                until: self.moment(28, 12),
                back: "/en/account".into(),
            },
        ));
        for (name, state, way) in [
            ("paying-waiting", PayingState::Waiting, ""),
            ("paying-processing", PayingState::Processing, ""),
            ("paying-paid", PayingState::Paid, "Low Water, take eleven"),
            ("paying-failed", PayingState::Failed, ""),
            ("paying-expired", PayingState::Expired, ""),
            ("paying-refunded", PayingState::Refunded, ""),
        ] {
            out.push(self.sample(
                name,
                self.page(Place::Tiers, Who::Free),
                Paying {
                    state,
                    item: self.text("Circle"),
                    amount: "€6.00".into(),
                    order: "1041".into(),
                    back: Anchor { label: self.text(way).trim().into(), url: "/en/".into() },
                    retry_url: matches!(state, PayingState::Failed | PayingState::Expired).then(|| "/en/tiers".into()),
                },
            ));
        }
    }

    fn card_facts(&self) -> CardFacts {
        CardFacts {
            name: self.text("Noor Bakker"),
            number: "1,204".into(),
            tier: Some(self.text("Circle")),
            since: self.moment(2, 9),
            concerts: 6,
        }
    }

    fn account(&self, out: &mut Vec<Sample>) {
        let account = |membership, mail, feed| Account {
            email: "noor@example.org".into(),
            profile: Profile {
                action: "/en/account/profile".into(),
                name: self.text("Noor Bakker"),
                name_error: (mail != MailState::Fine).then_some(NameError::TooLong),
                language: self.s.lang.into(),
                country: "NL".into(),
                countries: ["BE", "NL"].map(|value| Choice { value: value.into(), label: self.text(value) }).into(),
                time_zone: "Europe/Amsterdam".into(),
                time_zones: self
                    .many(|_| Choice { value: "Europe/Amsterdam".into(), label: self.text("Europe/Amsterdam") }),
                club_zone: "Europe/Paris".into(),
            },
            card: self.card_facts(),
            courtesy: (mail != MailState::Fine).then(|| GivenTier {
                name: self.text("Circle"),
                until: (mail == MailState::Refused).then(|| self.moment(19, 21)),
            }),
            membership,
            mail,
            consents: ConsentForm { action: "/en/account/consents".into(), consents: self.consents(true) },
            passkeys: (mail != MailState::Refused).then(|| self.passkeys(mail != MailState::Fine)),
            sessions: self.many(|i| Session {
                device: self.text(if i == 2 { "" } else { "Firefox on Android" }).trim().into(),
                started: self.moment(2, 9),
                last_seen: self.moment(19, 21),
                current: i == 0,
                end_action: "/en/account/sessions/1/end".into(),
            }),
            end_others_action: Some("/en/account/sessions/end".into()),
            has: Belongings { orders: true, tickets: mail == MailState::Fine, bookings: true, downloads: true },
            feed,
            address: match mail {
                MailState::Fine => self.mail_address_form(false, None),
                MailState::Bouncing => self.mail_address_form(true, None),
                MailState::Refused => self.mail_address_form(false, Some(MailAddressError::NotAnAddress)),
            },
            copy: self.copy_files(),
            invitations: (mail != MailState::Refused).then(|| self.invitations(mail == MailState::Fine)),
            invited_by: (mail == MailState::Fine).then(|| self.text("Ada")),
            erasure_url: "/en/account/erasure".into(),
        };
        let feed = |url: Option<&str>, since: bool| PrivateFeed {
            url: url.map(Into::into),
            since: since.then(|| self.moment(2, 9)),
            renew_action: "/en/account/feed".into(),
            revoke_action: since.then(|| "/en/account/feed/revoke".into()),
        };
        let page = |who| self.page(Place::Account, who);
        out.push(self.sample(
            "account",
            page(Who::Paying),
            account(Some(self.current(false)), MailState::Fine, feed(None, true)),
        ));
        out.push(self.sample(
            "account-cancelled",
            page(Who::Paying),
            account(
                Some(self.current(true)),
                MailState::Bouncing,
                feed(Some("https://club.example/feeds/6yQx0v8d2kF1.xml"), true),
            ),
        ));
        out.push(self.sample("account-free", page(Who::Free), account(None, MailState::Refused, feed(None, false))));
        out.push(self.sample("card", page(Who::Paying), Card { card: self.card_facts() }));
        out.push(self.sample(
            "card-free",
            page(Who::Free),
            Card { card: CardFacts { tier: None, concerts: 0, name: String::new(), ..self.card_facts() } },
        ));
        let states = [
            OrderState::Paid,
            OrderState::Waiting,
            OrderState::PartlyRefunded,
            OrderState::Refunded,
            OrderState::Ended,
        ];
        out.push(self.sample(
            "orders",
            page(Who::Paying),
            Orders {
                orders: self.many(|i| OrderRow {
                    number: format!("{}", 1041 + i),
                    at: self.moment(19, 21),
                    what: self.text("Circle, one month"),
                    total: "€6.00".into(),
                    state: states[i % 5],
                    url: "/en/orders/1041".into(),
                    receipt_url: (i % 5 != 1 && i % 5 != 4).then(|| "/en/account/orders/1041".into()),
                }),
                pager: self.pager(),
            },
        ));
        out.push(self.sample("orders-empty", page(Who::Free), Orders { orders: vec![], pager: Pager::default() }));
        out.push(self.sample(
            "receipt",
            page(Who::Paying),
            Receipt {
                number: "2026-00412".into(),
                order: "1041".into(),
                paid: self.moment(19, 21),
                to: vec![self.text("Noor Bakker"), "noor@example.org".into()],
                from: vec![self.text("Maren Oduya"), self.text("Lotsenstieg 4, 20457 Hamburg")],
                lines: self.many(|_| ReceiptLine {
                    name: self.text("Circle, one month"),
                    quantity: 1,
                    gross: "€6.00".into(),
                }),
                taxes: vec![TaxRow { rate: "19 %".into(), net: "€5.04".into(), tax: "€0.96".into() }],
                total: "€6.00".into(),
                refunds: vec![RefundRow {
                    at: self.moment(20, 9),
                    amount: "€6.00".into(),
                    note: "CN-2026-00007".into(),
                    pdf_url: Some("/en/orders/1041/credit-notes/7.pdf".into()),
                }],
                pdf_url: "/en/orders/1041/receipt.pdf".into(),
                sandbox: true,
            },
        ));
    }

    fn rest(&self, out: &mut Vec<Sample>) {
        let page = |who| self.page(Place::Elsewhere, who);
        for (name, action, done, undo) in [
            ("unsubscribe", Some("/en/u/x"), false, None),
            ("unsubscribe-done", None, true, Some("/en/u/x/undo")),
            ("unsubscribe-dead", None, false, None),
        ] {
            out.push(self.sample(
                name,
                page(Who::Nobody),
                Unsubscribe {
                    action: action.map(Into::into),
                    done,
                    wording: self.text("Letters and concert news from Maren"),
                    undo_action: undo.map(Into::into),
                },
            ));
        }
        for (name, again) in [("report", false), ("report-again", true)] {
            out.push(self.sample(
                name,
                page(Who::Paying),
                Report {
                    action: "/en/comments/1/report".into(),
                    who: self.text("Teodor Wills"),
                    body: Html(format!("<p>{}</p>", self.text("Something one does not say."))),
                    back: "/en/posts/low-water".into(),
                    again,
                },
            ));
        }
        for (name, status, reference) in [
            ("error-403", 403, ""),
            ("error-404", 404, ""),
            ("error-409", 409, ""),
            ("error-429", 429, ""),
            ("error-500", 500, "4F-91"),
            ("error-503", 503, "4F-92"),
        ] {
            out.push(self.sample(
                name,
                page(Who::Nobody),
                ErrorPage { status, reference: reference.into(), retry_after: if status == 429 { 60 } else { 0 } },
            ));
        }
        for (name, kind) in [
            ("message-already", MessageKind::AlreadyMember),
            ("message-full", MessageKind::TierFull),
            ("message-off", MessageKind::PaymentsOff),
            ("message-silent", MessageKind::ProviderSilent),
            ("message-gone", MessageKind::CommentGone),
        ] {
            out.push(self.sample(
                name,
                page(Who::Free),
                Message { kind, way: Anchor { label: String::new(), url: "/en/".into() } },
            ));
        }
        for (name, until) in [("sleep", None), ("sleep-until", Some(self.moment(19, 21).time))] {
            let mut page = page(Who::Nobody);
            page.csrf = String::new();
            out.push(self.sample(name, page, Sleep { until }));
        }
        let kinds = [
            NoticeKind::SignedIn,
            NoticeKind::SignedOut,
            NoticeKind::Saved,
            NoticeKind::CommentSent,
            NoticeKind::CommentDeleted,
            NoticeKind::CommentReported,
            NoticeKind::TierOpened,
            NoticeKind::TierChanged,
            NoticeKind::Cancelled,
            NoticeKind::Resumed,
            NoticeKind::SessionEnded,
            NoticeKind::SessionsEnded,
            NoticeKind::PasskeyAdded,
            NoticeKind::PasskeyRemoved,
            NoticeKind::FeedRenewed,
            NoticeKind::FeedRevoked,
            NoticeKind::CodeSent,
            NoticeKind::MoveAsked,
            NoticeKind::MoveGivenUp,
            NoticeKind::InvitationTaken,
            NoticeKind::Erasing,
            NoticeKind::TooFast,
        ];
        let mut noticed = page(Who::Free);
        noticed.notices = kinds.map(|kind| Notice { kind, detail: self.text("Circle") }).into();
        out.push(self.sample(
            "notices",
            noticed,
            Message {
                kind: MessageKind::AlreadyMember,
                way: Anchor { label: self.text("Low Water"), url: "/en/".into() },
            },
        ));
    }
}
