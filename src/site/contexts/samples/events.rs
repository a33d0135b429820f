//! Samples of events and tickets.

use super::*;

impl Sampler<'_> {
    pub(super) fn events(&self, out: &mut Vec<Sample>) {
        let page = |who| self.page(Place::Events, who);
        let row = |i: usize| EventRow {
            title: self.text("Low Water, live"),
            url: "/en/events/hamburg".into(),
            venue: self.text("Knust, Hamburg"),
            summary: self.text("With Ada Brandt on the cello."),
            starts: self.moment(12, 20),
            cancelled: i % 4 == 3,
        };
        out.push(self.sample("events", page(Who::Nobody), Events { events: self.many(row) }));
        out.push(self.sample("event", page(Who::Paying), self.event(false)));
        out.push(self.sample("event-errors", page(Who::Free), self.event(true)));
        let off = Event { cancelled: true, ..self.event(false) };
        out.push(self.sample("event-cancelled", page(Who::Nobody), off));
        let over = Event { over: true, zone: String::new(), ..self.event(false) };
        out.push(self.sample("event-over", page(Who::Nobody), over));
        self.tickets(out);
    }

    fn event(&self, wrong: bool) -> Event {
        Event {
            title: self.text("Low Water, live"),
            summary: self.text("With Ada Brandt on the cello."),
            venue: self.text("Knust"),
            address: self.text("Neuer Kamp 30, 20357 Hamburg"),
            starts: self.moment(12, 20),
            doors: self.moment(12, 19),
            zone: self.text("Europe/Berlin"),
            cancelled: false,
            over: false,
            offers: self.many(|i| self.ticket_offer(i, wrong)),
            calendar_url: "/events/hamburg/calendar.ics".into(),
        }
    }

    fn ticket_offer(&self, i: usize, wrong: bool) -> TicketOffer {
        TicketOffer {
            id: i.to_string(),
            name: self.text("Floor, standing"),
            about: self.text("Come early, stand in front."),
            price: "€44".into(),
            left: (i % 3 == 1).then(|| self.count(7)),
            problem: (i % 3 == 2).then(|| Problem::new(ProblemKind::NotYet, "1 December, 10:00")),
            most: 2,
            asks_names: i.is_multiple_of(2),
            question: if i.is_multiple_of(2) { self.text("Do you need a seat?") } else { String::new() },
            action: "/en/events/hamburg/cart".into(),
            attendees: vec![
                Attendee {
                    name: self.text("Noor Bakker"),
                    answer: String::new(),
                    name_missing: false,
                    answer_missing: wrong,
                },
                Attendee { name: String::new(), answer: self.text("Yes"), name_missing: wrong, answer_missing: false },
            ],
            quantity: 2,
            windows: (0..3)
                .map(|i| WindowRow {
                    tiers: if i % 3 == 0 { self.text("Front row") } else { String::new() },
                    everybody: i % 3 == 1,
                    members: false,
                    months: if i % 3 == 2 { 24 } else { 0 },
                    age: 0,
                    opens: self.moment(1, 10),
                    mine: i % 3 == 0,
                })
                .collect(),
        }
    }

    fn tickets(&self, out: &mut Vec<Sample>) {
        let page = |who| self.page(Place::Account, who);
        let row = |i: usize| TicketRow {
            event: self.text("Low Water, live"),
            kind: self.text("Floor, standing"),
            holder: self.text("Noor Bakker"),
            number: "1042".into(),
            starts: self.moment(12, 20),
            url: "/en/tickets/x/y".into(),
            void: i % 4 == 3,
        };
        let tickets = Tickets { tickets: self.many(row), pager: self.pager() };
        out.push(self.sample("tickets", page(Who::Paying), tickets));
        for (name, open, cancelled) in
            [("ticket", true, false), ("ticket-void", false, false), ("ticket-cancelled", false, true)]
        {
            let ticket = Ticket {
                event: self.text("Low Water, live"),
                kind: self.text("Floor, standing"),
                holder: self.text("Noor Bakker"),
                number: "1042".into(),
                venue: self.text("Knust"),
                address: self.text("Neuer Kamp 30, 20357 Hamburg"),
                starts: self.moment(12, 20),
                doors: self.moment(12, 19),
                qr_url: open.then(|| format!("{}code.svg", self.s.pictures)),
                pdf_url: open.then(|| "/tickets/x/y/ticket.pdf".into()),
                calendar_url: "/events/hamburg/calendar.ics".into(),
                event_url: "/en/events/hamburg".into(),
                cancelled,
            };
            out.push(self.sample(name, page(Who::Nobody), ticket));
        }
    }
}
