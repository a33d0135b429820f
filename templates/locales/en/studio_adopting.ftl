# customers at Stripe that a member file named
studio-import-lookups = Customers at Stripe
studio-import-lookups-what = Each customer the file named is asked for at Stripe, a few a second, by reading alone. Those that exist are linked, so that nobody becomes a second customer.
studio-import-lookup-known =
    { $n ->
        [one] One is known at Stripe.
       *[other] { $n } are known at Stripe.
    }
studio-import-lookup-missing =
    { $n ->
        [one] One is unknown at Stripe, or was deleted there.
       *[other] { $n } are unknown at Stripe, or were deleted there.
    }
studio-import-lookup-other-address =
    { $n ->
        [one] One is known at Stripe by another address.
       *[other] { $n } are known at Stripe by another address.
    }
studio-import-doubt-missing = Stripe does not know this customer
studio-import-doubt-other-address = another address at Stripe
