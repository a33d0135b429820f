//! Samples of the pages of experiences.

use super::*;

const STATES: [BookingState; 5] =
    [BookingState::Booked, BookingState::Moved, BookingState::Over, BookingState::GivenUp, BookingState::Cancelled];

impl Sampler<'_> {
    pub(super) fn backstage(&self, out: &mut Vec<Sample>) {
        let page = |who| self.page(Place::Experiences, who);
        out.push(self.sample("experiences", page(Who::Paying), self.experiences()));
        let none = Experiences { entries: vec![], bookings_url: None };
        out.push(self.sample("experiences-none", page(Who::Nobody), none));
        let open = |form| self.experience(Some(form), None);
        out.push(self.sample("experience", page(Who::Paying), open(self.booking_form(false))));
        out.push(self.sample("experience-errors", page(Who::Nobody), open(self.booking_form(true))));
        let closed = Problem::new(ProblemKind::NotForYou, self.text("Circle"));
        out.push(self.sample("experience-closed", page(Who::Free), self.experience(None, Some(closed))));
        let over = Experience { slots: vec![], ..self.experience(None, None) };
        out.push(self.sample("experience-over", page(Who::Nobody), over));
        let mine = |list_url| Bookings { entries: self.many(|i| self.booking(i)), list_url };
        let account = |who| self.page(Place::Account, who);
        out.push(self.sample("bookings", account(Who::Paying), mine(Some("/en/experiences".into()))));
        let none = Bookings { entries: vec![], list_url: Some("/en/experiences".into()) };
        out.push(self.sample("bookings-none", account(Who::Free), none));
        let one = Bookings { entries: vec![self.booking(1)], list_url: None };
        out.push(self.sample("booking", account(Who::Nobody), one));
    }

    fn experiences(&self) -> Experiences {
        let problem = |i: usize| {
            let kind = if i.is_multiple_of(2) { ProblemKind::MembersOnly } else { ProblemKind::OpensForYou };
            Problem::new(kind, "1 December, 10:00")
        };
        let entries = self.many(|i| ExperienceRow {
            title: self.text("Soundcheck, and an hour at the lighthouse"),
            url: "/en/experiences/soundcheck".into(),
            summary: self.text("An hour before doors, two songs nobody else hears."),
            picture: (i % 3 != 2).then(|| self.picture(i, "The empty hall")),
            next: (i % 4 != 3).then(|| self.moment(28, 16)),
            place: self.text("Paradiso, Amsterdam"),
            price: if i % 4 == 3 { String::new() } else { "€40".into() },
            left: self.count(if i.is_multiple_of(2) { 3 } else { 0 }),
            problem: (i % 3 == 1).then(|| problem(i)),
        });
        Experiences { entries, bookings_url: Some("/en/bookings".into()) }
    }

    fn experience(&self, form: Option<BookingForm>, problem: Option<Problem>) -> Experience {
        Experience {
            title: self.text("Soundcheck"),
            summary: self.text("An hour before doors, two songs nobody else hears."),
            about: Html(format!("<p>{}</p>", self.text("Come in by the side door and stay for the soundcheck."))),
            picture: Some(self.picture(0, "The empty hall")),
            place: self.text("Paradiso, Amsterdam"),
            zone: Some("Europe/Amsterdam".into()),
            price: "€40".into(),
            terms: self.text("Until seven days before we give the money back."),
            least_age: Some(16),
            guests: 2,
            slots: self.many(|i| SlotRow {
                id: format!("slot-{i}"),
                at: self.moment(28, 16),
                until: "17:30".into(),
                left: self.count(if i % 3 == 1 { 0 } else { 4 }),
                chosen: i == 0,
            }),
            form,
            problem,
            list_url: "/en/experiences".into(),
        }
    }

    fn booking_form(&self, wrong: bool) -> BookingForm {
        let field = |text: &str| TextField { value: self.text(text), wrong };
        BookingForm {
            action: "/en/experiences/soundcheck/cart".into(),
            slot_error: wrong.then_some(SlotError::Full),
            name: field("Ifeoma Bakker"),
            guests: vec![field("Noor Haddad"), field("")],
            too_many: wrong,
            questions: self.many(|i| QuestionField {
                question: self.text("Do you need a step-free way in?"),
                required: i.is_multiple_of(2),
                value: self.text("Yes"),
                wrong,
            }),
            born: Some(BornField { value: "2001-05-30".into(), error: wrong.then_some(BornError::TooYoung) }),
            guests_of_age: Some(BoxField { checked: !wrong, wrong }),
            consent: Some(ConsentBox { wording: self.text("I may be seen in the film of this evening."), wrong }),
        }
    }

    fn booking(&self, i: usize) -> BookingRow {
        BookingRow {
            title: self.text("Soundcheck"),
            url: "/en/bookings/key".into(),
            state: STATES[i % STATES.len()],
            at: self.moment(28, 16),
            until: "17:30".into(),
            place: self.text("Paradiso, Amsterdam"),
            zone: (i.is_multiple_of(2)).then(|| "Europe/Amsterdam".into()),
            name: self.text("Ifeoma Bakker"),
            guests: vec![self.text("Noor Haddad")],
            answers: vec![AnswerRow {
                question: self.text("Do you need a step-free way in?"),
                answer: self.text("Yes"),
            }],
            consent: self.text("I may be seen in the film of this evening."),
            agreed: self.moment(3, 9),
            terms: self.text("Until seven days before we give the money back."),
            calendar_url: (i.is_multiple_of(2)).then(|| "/en/bookings/key/calendar.ics".into()),
        }
    }
}
