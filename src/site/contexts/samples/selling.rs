//! Samples of the pages of buying.

use super::*;

const PROBLEMS: [ProblemKind; 13] = [
    ProblemKind::Gone,
    ProblemKind::SoldOut,
    ProblemKind::Fewer,
    ProblemKind::AlreadyHeld,
    ProblemKind::MembersOnly,
    ProblemKind::NotForYou,
    ProblemKind::OpensForYou,
    ProblemKind::NotYet,
    ProblemKind::Over,
    ProblemKind::AtMost,
    ProblemKind::Unanswered,
    ProblemKind::NotSent,
    ProblemKind::OnItsOwn,
];
const LINE_STATES: [LineState; 12] = [
    LineState::Ready,
    LineState::ToPack,
    LineState::Packed,
    LineState::PartlySent,
    LineState::Sent,
    LineState::PartlyVoid,
    LineState::Void,
    LineState::CalledOff,
    LineState::Gone,
    LineState::Refunded,
    LineState::Cancelled,
    LineState::Waiting,
];

impl Sampler<'_> {
    pub(super) fn selling(&self, out: &mut Vec<Sample>) {
        self.carts(out);
        self.checkouts(out);
        self.order_pages(out);
    }

    fn carts(&self, out: &mut Vec<Sample>) {
        let page = |who| self.page(Place::Cart, who);
        let usual = || self.cart(PayWay::Pay { action: "/en/checkout".into() });
        out.push(self.sample("cart", page(Who::Paying), usual()));
        let form = self.cart(PayWay::Form { url: "/en/checkout".into() });
        out.push(self.sample(
            "cart-problems",
            page(Who::Free),
            Cart {
                lines: self.many(|i| CartRow {
                    problem: Some(self.problem(PROBLEMS[i % PROBLEMS.len()])),
                    ..self.cart_row(i)
                }),
                code_problem: Some(CodeProblem { kind: CodeProblemKind::NotYet, detail: "1 December, 10:00".into() }),
                way: PayWay::Nothing,
                ..usual()
            },
        ));
        let held = self.many(|i| HeldOrder {
            number: "1042".into(),
            total: "€182.00".into(),
            until: (i % 2 == 0).then(|| self.moment(24, 14)),
            url: "/en/orders/1042".into(),
            pay_action: "/o/x/y/payments".into(),
            end_action: "/o/x/y/end".into(),
        });
        out.push(self.sample("cart-held", page(Who::Nobody), Cart { held, ..form }));
        let join = PayWay::Join { join: "/en/join".into(), sign_in: "/en/sign-in".into() };
        out.push(self.sample("cart-join", page(Who::Nobody), self.cart(join)));
        let empty = Cart { lines: vec![], sums: None, way: PayWay::Nothing, needs_country: false, ..usual() };
        out.push(self.sample("cart-empty", page(Who::Free), empty));
    }

    fn cart(&self, way: PayWay) -> Cart {
        Cart {
            lines: self.many(|i| self.cart_row(i)),
            sums: Some(self.sums()),
            needs_country: true,
            country: "NL".into(),
            countries: self.sample_countries(),
            terms_action: "/en/cart/terms".into(),
            code: "LOWWATER".into(),
            code_problem: None,
            way,
            held: vec![],
            shops: vec![Anchor { label: self.text("Shop"), url: "/en/shop".into() }],
        }
    }

    fn cart_row(&self, i: usize) -> CartRow {
        CartRow {
            name: self.text("Low Water, LP"),
            url: "/en/shop/low-water".into(),
            picture: i.is_multiple_of(2).then(|| self.picture(i, "The record's sleeve")),
            notes: vec![self.text("Sea glass, numbered"), self.text("Ifeoma Bakker")],
            unit: "€34".into(),
            quantity: 2,
            most: 4,
            sum: "€68.00".into(),
            left: (i % 2 == 1).then(|| self.count(3)),
            problem: None,
            action: "/en/cart/lines/1".into(),
        }
    }

    pub(super) fn problem(&self, kind: ProblemKind) -> Problem {
        let detail = match kind {
            ProblemKind::NotForYou => self.text("Circle"),
            ProblemKind::Fewer | ProblemKind::AtMost => "2".into(),
            ProblemKind::NotSent => "Nederland".into(),
            _ => "1 December, 10:00".into(),
        };
        let months = if kind == ProblemKind::OpensForYou { 24 } else { 0 };
        Problem { months, ..Problem::new(kind, detail) }
    }

    fn sums(&self) -> Sums {
        Sums {
            goods: "€182.00".into(),
            discount: Some("€18.20".into()),
            code: "LOWWATER".into(),
            sending: Some(Sending { zone: self.text("European Union"), price: Some("€8.50".into()) }),
            total: "€172.30".into(),
            shown: "17230 EUR".into(),
        }
    }

    fn sample_countries(&self) -> Vec<Choice> {
        ["BE", "NL"].map(|value| Choice { value: value.into(), label: self.text(value) }).into()
    }

    fn checkouts(&self, out: &mut Vec<Sample>) {
        let field = |text: &str, error| AddressField { value: self.text(text), error };
        let form = |email: Option<EmailField>, wrong: Option<AddressError>| Checkout {
            action: "/en/checkout".into(),
            email,
            address: Some(AddressForm {
                name: field("Noor Bakker", wrong),
                line1: field("Noorderhaven 48", wrong),
                line2: field("", None),
                postcode: field("9712 VK", None),
                city: field("Groningen", wrong),
                region: field("", None),
                phone: field("", wrong.map(|_| AddressError::TooLong)),
                country: "NL".into(),
                countries: self.sample_countries(),
            }),
            lines: self
                .many(|_| CheckoutLine { name: self.text("Low Water, LP"), quantity: 2, sum: "€68.00".into() }),
            sums: self.sums(),
            code_problem: wrong.map(|_| CodeProblem { kind: CodeProblemKind::Over, detail: String::new() }),
            cart_url: "/en/cart".into(),
            hold_minutes: 15,
            form_problem: wrong.map(|_| self.problem(ProblemKind::SumChanged)),
        };
        let page = |who| self.page(Place::Cart, who);
        out.push(self.sample("checkout", page(Who::Paying), form(None, None)));
        let email = EmailField { value: "noor@example".into(), wrong: true };
        out.push(self.sample("checkout-errors", page(Who::Nobody), form(Some(email), Some(AddressError::Missing))));
    }

    fn order_pages(&self, out: &mut Vec<Sample>) {
        for (name, state, who) in [
            ("order", OrderState::Paid, Who::Paying),
            ("order-guest", OrderState::PartlyRefunded, Who::Nobody),
            ("order-waiting", OrderState::Waiting, Who::Paying),
            ("order-processing", OrderState::Processing, Who::Paying),
            ("order-refunded", OrderState::Refunded, Who::Paying),
            ("order-ended", OrderState::Ended, Who::Nobody),
        ] {
            let waits = state == OrderState::Waiting;
            let paid = matches!(state, OrderState::Paid | OrderState::PartlyRefunded | OrderState::Refunded);
            let order = Order {
                number: "1042".into(),
                state,
                placed: self.moment(24, 14),
                lines: self.many(|i| self.ordered_line(i)),
                total: "€172.30".into(),
                refunds: if paid && state != OrderState::Paid { vec![self.refund_row()] } else { vec![] },
                address: vec![self.text("Noor Bakker"), self.text("Noorderhaven 48"), "9712 VK Groningen".into()],
                email: "noor@example.org".into(),
                until: waits.then(|| self.moment(24, 14)),
                pay_action: waits.then(|| "/o/x/y/payments".into()),
                end_action: waits.then(|| "/o/x/y/end".into()),
                receipt_url: paid.then(|| "/en/orders/1042/receipt".into()),
                tickets_url: paid.then(|| "/o/x/y/tickets.pdf".into()),
                join_url: (paid && who == Who::Nobody).then(|| "/en/join".into()),
                sandbox: true,
            };
            out.push(self.sample(name, self.page(Place::Account, who), order));
        }
    }

    fn refund_row(&self) -> RefundRow {
        RefundRow {
            at: self.moment(25, 9),
            amount: "€34.00".into(),
            note: "CN-2026-00007".into(),
            pdf_url: Some("/o/x/y/credit-notes/7.pdf".into()),
        }
    }

    fn ordered_line(&self, i: usize) -> OrderedLine {
        OrderedLine {
            name: self.text("Low Water, LP"),
            quantity: 2,
            sum: "€68.00".into(),
            sending: i % 4 == 3,
            state: LINE_STATES[i % LINE_STATES.len()],
            ways: vec![
                Anchor { label: self.text("3SABC123456789"), url: "https://carrier.example/3S".into() },
                Anchor { label: String::new(), url: "/en/tickets/x".into() },
            ],
        }
    }
}
