//! The tables as diesel sees them. `tests/it/schema.rs` compares this with both migrated databases.

diesel::table! {
    club_facts (name) {
        name -> Text,
        value -> Text,
        updated_at -> BigInt,
    }
}

diesel::table! {
    jobs (id) {
        id -> Text,
        name -> Text,
        payload -> Text,
        dedupe_key -> Nullable<Text>,
        state -> Text,
        run_after -> BigInt,
        attempts -> Integer,
        leased_until -> Nullable<BigInt>,
        last_error -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::table! {
    journal_entries (id) {
        id -> Text,
        at -> BigInt,
        actor_kind -> Text,
        actor_id -> Nullable<Text>,
        verb -> Text,
        subject_kind -> Text,
        subject_id -> Text,
        detail -> Text,
    }
}

diesel::table! {
    mails (id) {
        id -> Text,
        dedupe_key -> Text,
        kind -> Text,
        to_address -> Text,
        to_name -> Text,
        subject -> Text,
        text -> Text,
        html -> Text,
        unsubscribe_url -> Nullable<Text>,
        state -> Text,
        attempts -> Integer,
        last_error -> Nullable<Text>,
        created_at -> BigInt,
        sent_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    members (id) {
        id -> Text,
        number -> BigInt,
        email -> Text,
        email_folded -> Text,
        email_state -> Text,
        name -> Text,
        name_folded -> Text,
        language -> Text,
        country -> Text,
        birth_date -> Nullable<Text>,
        joined_at -> BigInt,
        source -> Text,
        note -> Text,
        state -> Text,
        last_seen_at -> Nullable<BigInt>,
        time_zone -> Text,
    }
}

diesel::table! {
    member_tags (member_id, tag) {
        member_id -> Text,
        tag -> Text,
    }
}

diesel::table! {
    consents (id) {
        id -> Text,
        member_id -> Text,
        purpose -> Text,
        granted -> Bool,
        wording -> Text,
        at -> BigInt,
        ip -> Text,
        source -> Text,
    }
}

diesel::table! {
    suppressions (email_folded) {
        email_folded -> Text,
        reason -> Text,
        at -> BigInt,
    }
}

diesel::table! {
    standings (member_id) {
        member_id -> Text,
        number -> BigInt,
        active -> Bool,
        joined_at -> BigInt,
        tier -> Text,
        tier_since -> Nullable<BigInt>,
        country -> Text,
        language -> Text,
        birth_date -> Text,
        tags -> Text,
        consents -> Text,
        reachable -> Bool,
        source -> Text,
        holds -> Text,
        tickets -> Text,
        bought -> Text,
        spend -> BigInt,
        spend_currency -> Text,
        own_fields -> Text,
    }
}

diesel::table! {
    sign_ins (id) {
        id -> Text,
        email -> Text,
        email_folded -> Text,
        audience -> Text,
        browser_hash -> Text,
        code_hash -> Text,
        link_hash -> Text,
        join_form -> Nullable<Text>,
        return_to -> Text,
        language -> Text,
        ip -> Text,
        tries -> Integer,
        created_at -> BigInt,
        expires_at -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    sessions (id) {
        id -> Text,
        token_hash -> Text,
        audience -> Text,
        person_id -> Text,
        created_at -> BigInt,
        last_seen_at -> BigInt,
        expires_at -> BigInt,
        second_factor_at -> Nullable<BigInt>,
        device -> Text,
        ip -> Text,
    }
}

diesel::table! {
    known_browsers (browser_hash, email_folded) {
        browser_hash -> Text,
        email_folded -> Text,
        first_seen_at -> BigInt,
    }
}

diesel::table! {
    passkeys (id) {
        id -> Text,
        audience -> Text,
        person_id -> Text,
        host -> Text,
        credential_id -> Text,
        credential -> Text,
        label -> Text,
        sign_counter -> BigInt,
        backed_up -> Bool,
        created_at -> BigInt,
        last_used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    spent_questions (question_hash) {
        question_hash -> Text,
        expires_at -> BigInt,
    }
}

diesel::table! {
    crew_members (id) {
        id -> Text,
        email -> Text,
        email_folded -> Text,
        name -> Text,
        role -> Text,
        language -> Text,
        totp_secret -> Nullable<Text>,
        totp_confirmed_at -> Nullable<BigInt>,
        totp_last_step -> BigInt,
        created_at -> BigInt,
        revoked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    recovery_codes (id) {
        id -> Text,
        crew_member_id -> Text,
        code_hash -> Text,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    feeds (member_id) {
        member_id -> Text,
        token_hash -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    number_series (name) {
        name -> Text,
        last -> BigInt,
    }
}

diesel::table! {
    capacities (kind, item_id) {
        kind -> Text,
        item_id -> Text,
        total -> Nullable<BigInt>,
        taken -> BigInt,
    }
}

diesel::table! {
    tiers (id) {
        id -> Text,
        slug -> Text,
        name -> Text,
        summary -> Text,
        perks -> Text,
        position -> Integer,
        state -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    prices (id) {
        id -> Text,
        item_kind -> Text,
        item_id -> Text,
        period -> Text,
        currency -> Text,
        minor -> BigInt,
        tax_behaviour -> Text,
        active -> Bool,
        created_at -> BigInt,
    }
}

diesel::table! {
    orders (id) {
        id -> Text,
        number -> BigInt,
        origin -> Text,
        member_id -> Nullable<Text>,
        email -> Text,
        language -> Text,
        state -> Text,
        currency -> Text,
        net -> BigInt,
        tax -> BigInt,
        gross -> BigInt,
        livemode -> Bool,
        receipt_number -> Nullable<BigInt>,
        return_to -> Text,
        hold_until -> Nullable<BigInt>,
        created_at -> BigInt,
        paid_at -> Nullable<BigInt>,
        ended_at -> Nullable<BigInt>,
        cart_id -> Nullable<Text>,
        fingerprint -> Text,
        email_folded -> Text,
    }
}

diesel::table! {
    order_lines (id) {
        id -> Text,
        order_id -> Text,
        position -> Integer,
        kind -> Text,
        item_id -> Text,
        price_id -> Nullable<Text>,
        name -> Text,
        quantity -> BigInt,
        unit_minor -> BigInt,
        discount -> BigInt,
        net -> BigInt,
        tax -> BigInt,
        gross -> BigInt,
        tax_rate_ppm -> BigInt,
        tax_country -> Text,
        details -> Text,
        reserved -> Bool,
        delivery -> Text,
        delivered_at -> Nullable<BigInt>,
        gone_reason -> Nullable<Text>,
        last_error -> Nullable<Text>,
    }
}

diesel::table! {
    payment_attempts (id) {
        id -> Text,
        order_id -> Text,
        n -> Integer,
        request_path -> Text,
        request_body -> Text,
        idempotency_key -> Text,
        state -> Text,
        session_id -> Nullable<Text>,
        session_url -> Nullable<Text>,
        asked_at -> BigInt,
        updated_at -> BigInt,
        last_error -> Nullable<Text>,
    }
}

diesel::table! {
    payments (id) {
        id -> Text,
        order_id -> Text,
        attempt_id -> Nullable<Text>,
        reference -> Text,
        payment_intent -> Nullable<Text>,
        subscription_id -> Nullable<Text>,
        currency -> Text,
        minor -> BigInt,
        paid_at -> BigInt,
    }
}

diesel::table! {
    refunds (id) {
        id -> Text,
        order_id -> Text,
        payment_id -> Text,
        order_line_id -> Nullable<Text>,
        currency -> Text,
        minor -> BigInt,
        reason -> Text,
        state -> Text,
        idempotency_key -> Text,
        reference -> Nullable<Text>,
        credit_note_number -> Nullable<BigInt>,
        created_at -> BigInt,
        settled_at -> Nullable<BigInt>,
        last_error -> Nullable<Text>,
    }
}

diesel::table! {
    stripe_customers (account, livemode, customer_id) {
        account -> Text,
        livemode -> Bool,
        customer_id -> Text,
        member_id -> Text,
        currency -> Nullable<Text>,
        current -> Bool,
        created_at -> BigInt,
    }
}

diesel::table! {
    subscriptions (id) {
        id -> Text,
        customer_id -> Text,
        member_id -> Text,
        order_id -> Text,
        order_line_id -> Text,
        kind -> Text,
        currency -> Text,
        state -> Text,
        period_end -> BigInt,
        leaving -> Bool,
        read_at -> BigInt,
        ended_at -> Nullable<BigInt>,
        settled_until -> Nullable<BigInt>,
    }
}

diesel::table! {
    stripe_events (id) {
        id -> Text,
        kind -> Text,
        created_at -> BigInt,
        received_at -> BigInt,
        body -> Text,
        outcome -> Text,
    }
}

diesel::table! {
    sandbox_objects (id) {
        id -> Text,
        kind -> Text,
        body -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    memberships (id) {
        id -> Text,
        member_id -> Text,
        tier_id -> Text,
        price_id -> Text,
        order_id -> Nullable<Text>,
        subscription_id -> Nullable<Text>,
        state -> Text,
        started_at -> BigInt,
        period_end -> Nullable<BigInt>,
        cancel_at_period_end -> Bool,
        grace_until -> Nullable<BigInt>,
        ended_at -> Nullable<BigInt>,
        end_reason -> Nullable<Text>,
    }
}

diesel::table! {
    entitlements (id) {
        id -> Text,
        member_id -> Text,
        kind -> Text,
        item -> Text,
        source -> Text,
        starts_at -> BigInt,
        ends_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    assets (id) {
        id -> Text,
        kind -> Text,
        state -> Text,
        reason -> Nullable<Text>,
        title -> Text,
        artist -> Text,
        alt -> Text,
        file_name -> Text,
        content_type -> Text,
        bytes -> BigInt,
        sha256 -> Text,
        width -> Nullable<Integer>,
        height -> Nullable<Integer>,
        duration_ms -> Nullable<BigInt>,
        thumbhash -> Nullable<Text>,
        waveform -> Nullable<Text>,
        playable_everywhere -> Bool,
        created_at -> BigInt,
        created_by -> Nullable<Text>,
    }
}

diesel::table! {
    renditions (asset_id, name) {
        asset_id -> Text,
        name -> Text,
        key -> Text,
        content_type -> Text,
        bytes -> BigInt,
        width -> Nullable<Integer>,
        height -> Nullable<Integer>,
        etag -> Text,
    }
}

diesel::table! {
    uploads (id) {
        id -> Text,
        crew_member_id -> Text,
        asset_id -> Nullable<Text>,
        file_name -> Text,
        content_type -> Text,
        total -> BigInt,
        received -> BigInt,
        state -> Text,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    posts (id) {
        id -> Text,
        slug -> Text,
        title -> Text,
        kind -> Text,
        kind_chosen -> Bool,
        excerpt -> Text,
        opening -> Text,
        minutes -> Integer,
        teaser_asset_id -> Nullable<Text>,
        lead_asset_id -> Nullable<Text>,
        play_asset_id -> Nullable<Text>,
        pictures -> Integer,
        files -> Integer,
        file_bytes -> BigInt,
        condition -> Text,
        state -> Text,
        comments_open -> Bool,
        mail_on_publish -> Bool,
        publish_at -> Nullable<BigInt>,
        published_at -> Nullable<BigInt>,
        created_at -> BigInt,
        updated_at -> BigInt,
        revision -> BigInt,
        author_id -> Nullable<Text>,
        body -> Text,
        body_html -> Text,
    }
}

diesel::table! {
    post_slugs (slug) {
        slug -> Text,
        post_id -> Text,
    }
}

diesel::table! {
    post_assets (post_id, asset_id) {
        post_id -> Text,
        asset_id -> Text,
        position -> Integer,
        caption -> Text,
    }
}

diesel::table! {
    comments (id) {
        id -> Text,
        post_id -> Text,
        member_id -> Nullable<Text>,
        crew_member_id -> Nullable<Text>,
        body -> Text,
        language -> Text,
        state -> Text,
        created_at -> BigInt,
        hidden_at -> Nullable<BigInt>,
        hidden_by -> Nullable<Text>,
    }
}

diesel::table! {
    reactions (post_id, member_id, kind) {
        post_id -> Text,
        member_id -> Text,
        kind -> Text,
        at -> BigInt,
    }
}

diesel::table! {
    reports (id) {
        id -> Text,
        comment_id -> Text,
        member_id -> Text,
        reason -> Text,
        state -> Text,
        created_at -> BigInt,
        handled_at -> Nullable<BigInt>,
        handled_by -> Nullable<Text>,
    }
}

diesel::table! {
    broadcasts (id) {
        id -> Text,
        post_id -> Text,
        subject -> Text,
        purpose -> Text,
        state -> Text,
        cursor -> Text,
        expected -> BigInt,
        created_at -> BigInt,
        finished_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    deliveries (broadcast_id, member_id) {
        broadcast_id -> Text,
        member_id -> Text,
        state -> Text,
        sent_at -> Nullable<BigInt>,
        last_error -> Nullable<Text>,
    }
}

diesel::table! {
    member_exports (id) {
        id -> Text,
        format -> Text,
        state -> Text,
        expected -> Nullable<BigInt>,
        written -> BigInt,
        bytes -> BigInt,
        sha256 -> Nullable<Text>,
        file_name -> Text,
        requested_by -> Text,
        created_at -> BigInt,
        finished_at -> Nullable<BigInt>,
        expires_at -> BigInt,
        last_error -> Nullable<Text>,
        recipe -> Nullable<Text>,
        decided_by -> Nullable<Text>,
    }
}

diesel::table! {
    search_documents (id) {
        id -> Integer,
        kind -> Text,
        item_id -> Text,
        search_text -> Text,
    }
}

diesel::table! {
    order_addresses (order_id) {
        order_id -> Text,
        name -> Text,
        line1 -> Text,
        line2 -> Text,
        postcode -> Text,
        city -> Text,
        region -> Text,
        country -> Text,
        phone -> Text,
    }
}

diesel::table! {
    carts (id) {
        id -> Text,
        member_id -> Nullable<Text>,
        token_hash -> Nullable<Text>,
        country -> Text,
        code -> Text,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    cart_lines (id) {
        id -> Text,
        cart_id -> Text,
        kind -> Text,
        item_id -> Text,
        price_id -> Nullable<Text>,
        quantity -> BigInt,
        details -> Text,
        added_at -> BigInt,
    }
}

diesel::table! {
    discount_codes (id) {
        id -> Text,
        code -> Text,
        percent -> Nullable<BigInt>,
        minor -> Nullable<BigInt>,
        currency -> Text,
        kind -> Text,
        condition -> Text,
        starts_at -> Nullable<BigInt>,
        ends_at -> Nullable<BigInt>,
        total -> Nullable<BigInt>,
        taken -> BigInt,
        per_buyer -> Nullable<BigInt>,
        active -> Bool,
        created_at -> BigInt,
    }
}

diesel::table! {
    discount_uses (order_id) {
        order_id -> Text,
        code_id -> Text,
        buyer -> Text,
        used_at -> BigInt,
    }
}

diesel::table! {
    shipping_zones (id) {
        id -> Text,
        name -> Text,
        countries -> Text,
        currency -> Text,
        minor -> BigInt,
        free_from -> Nullable<BigInt>,
        most_grams -> Nullable<BigInt>,
        position -> Integer,
        created_at -> BigInt,
    }
}

diesel::table! {
    disputes (id) {
        id -> Text,
        order_id -> Text,
        payment_id -> Text,
        currency -> Text,
        minor -> BigInt,
        reason -> Text,
        state -> Text,
        due_by -> Nullable<BigInt>,
        opened_at -> BigInt,
        closed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    events (id) {
        id -> Text,
        slug -> Text,
        title -> Text,
        summary -> Text,
        venue -> Text,
        address -> Text,
        zone -> Text,
        doors_local -> Text,
        starts_local -> Text,
        starts_at -> BigInt,
        state -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    ticket_types (id) {
        id -> Text,
        event_id -> Text,
        name -> Text,
        about -> Text,
        position -> Integer,
        condition -> Text,
        most -> Nullable<BigInt>,
        asks_names -> Bool,
        question -> Text,
        state -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    sale_windows (id) {
        id -> Text,
        ticket_type_id -> Text,
        condition -> Text,
        opens_at -> BigInt,
    }
}

diesel::table! {
    tickets (id) {
        id -> Text,
        event_id -> Text,
        ticket_type_id -> Text,
        order_line_id -> Text,
        number -> BigInt,
        member_id -> Nullable<Text>,
        email -> Text,
        holder -> Text,
        answer -> Text,
        secret -> Text,
        state -> Text,
        inside -> Bool,
        issued_at -> BigInt,
        admitted_at -> Nullable<BigInt>,
        admitted_gate -> Text,
        email_folded -> Text,
    }
}

diesel::table! {
    door_passes (id) {
        id -> Text,
        event_id -> Text,
        gate -> Text,
        search -> Bool,
        invitation_hash -> Nullable<Text>,
        device_hash -> Nullable<Text>,
        created_at -> BigInt,
        paired_at -> Nullable<BigInt>,
        seen_at -> Nullable<BigInt>,
        revoked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    scans (id) {
        id -> Text,
        pass_id -> Text,
        ticket_id -> Nullable<Text>,
        direction -> Text,
        verdict -> Text,
        offline -> Bool,
        at -> BigInt,
        received_at -> BigInt,
        moved -> Bool,
    }
}

diesel::table! {
    products (id) {
        id -> Text,
        slug -> Text,
        name -> Text,
        about -> Text,
        option1 -> Text,
        values1 -> Text,
        option2 -> Text,
        values2 -> Text,
        condition -> Text,
        hidden_from_others -> Bool,
        members_condition -> Text,
        most_per_buyer -> Nullable<BigInt>,
        published -> Bool,
        position -> Integer,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    product_variants (id) {
        id -> Text,
        product_id -> Text,
        value1 -> Text,
        value2 -> Text,
        grams -> Nullable<BigInt>,
        active -> Bool,
        position -> Integer,
        created_at -> BigInt,
    }
}

diesel::table! {
    product_assets (product_id, asset_id, role) {
        product_id -> Text,
        asset_id -> Text,
        role -> Text,
        position -> Integer,
    }
}

diesel::table! {
    purchases (id) {
        id -> Text,
        order_line_id -> Text,
        product_id -> Text,
        variant_id -> Text,
        member_id -> Nullable<Text>,
        email_folded -> Text,
        opens_with -> Text,
        quantity -> BigInt,
        bought_at -> BigInt,
        revoked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    purchase_files (purchase_id, asset_id) {
        purchase_id -> Text,
        asset_id -> Text,
        position -> Integer,
    }
}

diesel::table! {
    packing_lines (order_line_id) {
        order_line_id -> Text,
        order_id -> Text,
        name -> Text,
        quantity -> BigInt,
        packed -> BigInt,
        added_at -> BigInt,
        stopped_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    shipments (id) {
        id -> Text,
        order_id -> Text,
        carrier -> Text,
        tracking_number -> Text,
        tracking_url -> Text,
        packed_at -> BigInt,
        sent_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    shipment_lines (shipment_id, order_line_id) {
        shipment_id -> Text,
        order_line_id -> Text,
        quantity -> BigInt,
    }
}

diesel::table! {
    experiences (id) {
        id -> Text,
        slug -> Text,
        title -> Text,
        summary -> Text,
        about -> Text,
        place -> Text,
        zone -> Text,
        terms -> Text,
        consent -> Text,
        condition -> Text,
        guests -> BigInt,
        least_age -> Nullable<BigInt>,
        picture_asset_id -> Nullable<Text>,
        published_at -> Nullable<BigInt>,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    experience_questions (experience_id, position) {
        experience_id -> Text,
        position -> Integer,
        question -> Text,
        required -> Bool,
    }
}

diesel::table! {
    experience_slots (id) {
        id -> Text,
        experience_id -> Text,
        wall_clock -> Text,
        starts_at -> BigInt,
        minutes -> BigInt,
        state -> Text,
        moved_to -> Nullable<Text>,
        changed_at -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    experience_bookings (id) {
        id -> Text,
        order_line_id -> Text,
        order_id -> Text,
        slot_id -> Text,
        member_id -> Nullable<Text>,
        key -> Text,
        name -> Text,
        email -> Text,
        language -> Text,
        places -> BigInt,
        guests -> Text,
        answers -> Text,
        of_age -> Nullable<BigInt>,
        consent -> Text,
        consent_hash -> Text,
        state -> Text,
        moves -> BigInt,
        booked_at -> BigInt,
        changed_at -> BigInt,
        email_folded -> Text,
    }
}

diesel::table! {
    member_extras (member_id) {
        member_id -> Text,
        fields -> Text,
        stripe_customer -> Text,
        stripe_subscription -> Text,
        mail_waits -> Bool,
    }
}

diesel::table! {
    imports (id) {
        id -> Text,
        file_name -> Text,
        system -> Text,
        header -> Text,
        mapping -> Text,
        state -> Text,
        total -> BigInt,
        done -> BigInt,
        created -> BigInt,
        changed -> BigInt,
        unchanged -> BigInt,
        repeated -> BigInt,
        refused -> BigInt,
        samples -> Text,
        mail_waits -> Bool,
        requested_by -> Text,
        created_at -> BigInt,
        finished_at -> Nullable<BigInt>,
        unclear -> BigInt,
        merge_rule -> Text,
    }
}

diesel::table! {
    import_changes (import_id, member_id) {
        import_id -> Text,
        member_id -> Text,
        line -> BigInt,
        created -> Bool,
        change -> Text,
        kept -> Nullable<Text>,
    }
}

diesel::table! {
    import_refusals (import_id, line) {
        import_id -> Text,
        line -> BigInt,
        reason -> Text,
    }
}

diesel::table! {
    mail_files (mail_id, position) {
        mail_id -> Text,
        position -> Integer,
        file_name -> Text,
        content_type -> Text,
        content_id -> Nullable<Text>,
        body -> Binary,
    }
}

diesel::table! {
    sealed_papers (order_id) {
        order_id -> Text,
        sealed -> Text,
        keep_until -> BigInt,
    }
}

diesel::table! {
    address_changes (member_id) {
        member_id -> Text,
        email -> Text,
        email_folded -> Text,
        old_hash -> Text,
        new_hash -> Text,
        old_agreed_at -> Nullable<BigInt>,
        new_agreed_at -> Nullable<BigInt>,
        asked_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    invitations (id) {
        id -> Text,
        inviter_id -> Nullable<Text>,
        made_by -> Text,
        code_hash -> Text,
        hint -> Text,
        made_at -> BigInt,
        revoked_at -> Nullable<BigInt>,
        used_at -> Nullable<BigInt>,
        used_by -> Nullable<Text>,
    }
}

diesel::table! {
    join_requests (id) {
        id -> Text,
        number -> BigInt,
        email -> Text,
        email_folded -> Text,
        name -> Text,
        language -> Text,
        joining -> Text,
        answers -> Text,
        state -> Text,
        asked_at -> BigInt,
        decided_at -> Nullable<BigInt>,
        decided_by -> Nullable<Text>,
    }
}

diesel::table! {
    money_differences (id) {
        id -> Text,
        kind -> Text,
        order_id -> Nullable<Text>,
        subject -> Text,
        here -> Text,
        there -> Text,
        found_at -> BigInt,
    }
}

diesel::table! {
    segments (id) {
        id -> Text,
        name -> Text,
        slug -> Text,
        condition -> Text,
        created_by -> Text,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    kept_exports (id) {
        id -> Text,
        name -> Text,
        recipe -> Text,
        created_by -> Text,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    club_fields (id) {
        id -> Text,
        number -> BigInt,
        key -> Text,
        name -> Text,
        kind -> Text,
        choices -> Text,
        position -> BigInt,
        created_at -> BigInt,
        removed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    handovers (id) {
        id -> Text,
        partner -> Text,
        purpose -> Text,
        recipe -> Text,
        keep_until -> Text,
        requested_by -> Text,
        asked_at -> BigInt,
        handed_at -> Nullable<BigInt>,
        people -> BigInt,
        sha256 -> Nullable<Text>,
        deleted_at -> Nullable<BigInt>,
        deleted_noted_by -> Nullable<Text>,
    }
}

diesel::table! {
    handed_members (handover_id, member_id) {
        handover_id -> Text,
        member_id -> Text,
        code -> Text,
    }
}

diesel::table! {
    handed_back (handover_id, member_id) {
        handover_id -> Text,
        member_id -> Text,
        used -> Nullable<Bool>,
        used_at -> Nullable<BigInt>,
        seat -> Text,
        attended -> Nullable<Bool>,
        notes -> Text,
        told_at -> BigInt,
    }
}

diesel::table! {
    handbacks (id) {
        id -> Text,
        handover_id -> Text,
        file_name -> Text,
        header -> Text,
        mapping -> Text,
        state -> Text,
        total -> BigInt,
        done -> BigInt,
        counts -> Text,
        samples -> Text,
        requested_by -> Text,
        created_at -> BigInt,
        finished_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    handback_changes (handback_id, member_id) {
        handback_id -> Text,
        member_id -> Text,
        line -> BigInt,
        former -> Text,
        written -> Text,
        kept -> Nullable<Text>,
    }
}

diesel::table! {
    handback_refusals (handback_id, line) {
        handback_id -> Text,
        line -> BigInt,
        reason -> Text,
    }
}

diesel::table! {
    courtesies (id) {
        id -> Text,
        member_id -> Text,
        tier_id -> Text,
        reason -> Text,
        given_by -> Text,
        starts_at -> BigInt,
        ends_at -> Nullable<BigInt>,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    import_lookups (import_id, member_id) {
        import_id -> Text,
        member_id -> Text,
        customer_id -> Text,
        outcome -> Text,
        linked -> Bool,
    }
}

diesel::table! {
    adoptions (id) {
        id -> Text,
        account -> Text,
        livemode -> Bool,
        state -> Text,
        last_read -> Text,
        total -> BigInt,
        done -> BigInt,
        mail_waits -> Bool,
        requested_by -> Text,
        created_at -> BigInt,
        read_at -> Nullable<BigInt>,
        finished_at -> Nullable<BigInt>,
        tried_at -> Nullable<BigInt>,
        compared_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    adoption_prices (adoption_id, price_id) {
        adoption_id -> Text,
        price_id -> Text,
        product_id -> Text,
        product -> Text,
        currency -> Text,
        minor -> BigInt,
        period -> Text,
        unfit -> Text,
        live -> BigInt,
        tier_id -> Text,
    }
}

diesel::table! {
    adoption_agreements (adoption_id, agreement_id) {
        adoption_id -> Text,
        agreement_id -> Text,
        position -> BigInt,
        customer_id -> Text,
        email -> Text,
        name -> Text,
        price_id -> Text,
        unfit -> Text,
        collecting -> Text,
        leaving -> Bool,
        shares -> Bool,
        began_at -> BigInt,
        period_start -> BigInt,
        period_end -> BigInt,
        outcome -> Text,
        done -> Bool,
        member_id -> Nullable<Text>,
        created -> Bool,
        made -> Nullable<Text>,
        kept -> Nullable<Text>,
    }
}

diesel::table! {
    adoption_differences (id) {
        id -> Text,
        kind -> Text,
        subject -> Text,
        here -> Text,
        there -> Text,
        found_at -> BigInt,
    }
}

diesel::table! {
    adoption_steps (word) {
        word -> Text,
        ticked_by -> Text,
        ticked_at -> BigInt,
    }
}

diesel::joinable!(member_tags -> members (member_id));
diesel::joinable!(consents -> members (member_id));
diesel::joinable!(standings -> members (member_id));
diesel::joinable!(recovery_codes -> crew_members (crew_member_id));
diesel::joinable!(feeds -> members (member_id));
diesel::joinable!(orders -> members (member_id));
diesel::joinable!(order_lines -> orders (order_id));
diesel::joinable!(payment_attempts -> orders (order_id));
diesel::joinable!(payments -> orders (order_id));
diesel::joinable!(payments -> payment_attempts (attempt_id));
diesel::joinable!(refunds -> orders (order_id));
diesel::joinable!(refunds -> payments (payment_id));
diesel::joinable!(refunds -> order_lines (order_line_id));
diesel::joinable!(stripe_customers -> members (member_id));
diesel::joinable!(memberships -> members (member_id));
diesel::joinable!(memberships -> tiers (tier_id));
diesel::joinable!(memberships -> prices (price_id));
diesel::joinable!(memberships -> orders (order_id));
diesel::joinable!(entitlements -> members (member_id));
diesel::joinable!(renditions -> assets (asset_id));
diesel::joinable!(post_slugs -> posts (post_id));
diesel::joinable!(post_assets -> posts (post_id));
diesel::joinable!(post_assets -> assets (asset_id));
diesel::joinable!(comments -> posts (post_id));
diesel::joinable!(comments -> members (member_id));
diesel::joinable!(comments -> crew_members (crew_member_id));
diesel::joinable!(reactions -> posts (post_id));
diesel::joinable!(reactions -> members (member_id));
diesel::joinable!(reports -> comments (comment_id));
diesel::joinable!(reports -> members (member_id));
diesel::joinable!(broadcasts -> posts (post_id));
diesel::joinable!(deliveries -> broadcasts (broadcast_id));
diesel::joinable!(deliveries -> members (member_id));
diesel::joinable!(order_addresses -> orders (order_id));
diesel::joinable!(carts -> members (member_id));
diesel::joinable!(cart_lines -> carts (cart_id));
diesel::joinable!(discount_uses -> discount_codes (code_id));
diesel::joinable!(disputes -> orders (order_id));
diesel::joinable!(disputes -> payments (payment_id));
diesel::joinable!(ticket_types -> events (event_id));
diesel::joinable!(sale_windows -> ticket_types (ticket_type_id));
diesel::joinable!(tickets -> events (event_id));
diesel::joinable!(tickets -> ticket_types (ticket_type_id));
diesel::joinable!(tickets -> members (member_id));
diesel::joinable!(door_passes -> events (event_id));
diesel::joinable!(scans -> door_passes (pass_id));
diesel::joinable!(product_variants -> products (product_id));
diesel::joinable!(product_assets -> products (product_id));
diesel::joinable!(product_assets -> assets (asset_id));
diesel::joinable!(purchases -> order_lines (order_line_id));
diesel::joinable!(purchases -> products (product_id));
diesel::joinable!(purchases -> product_variants (variant_id));
diesel::joinable!(purchases -> members (member_id));
diesel::joinable!(purchase_files -> purchases (purchase_id));
diesel::joinable!(purchase_files -> assets (asset_id));
diesel::joinable!(packing_lines -> order_lines (order_line_id));
diesel::joinable!(packing_lines -> orders (order_id));
diesel::joinable!(shipments -> orders (order_id));
diesel::joinable!(shipment_lines -> shipments (shipment_id));
diesel::joinable!(shipment_lines -> packing_lines (order_line_id));
diesel::joinable!(experience_questions -> experiences (experience_id));
diesel::joinable!(experience_slots -> experiences (experience_id));
diesel::joinable!(experience_bookings -> orders (order_id));
diesel::joinable!(experience_bookings -> experience_slots (slot_id));
diesel::joinable!(experience_bookings -> members (member_id));
diesel::joinable!(member_extras -> members (member_id));
diesel::joinable!(import_changes -> imports (import_id));
diesel::joinable!(import_refusals -> imports (import_id));
diesel::joinable!(mail_files -> mails (mail_id));
diesel::joinable!(sealed_papers -> orders (order_id));
diesel::joinable!(address_changes -> members (member_id));
diesel::joinable!(invitations -> members (inviter_id));
diesel::joinable!(money_differences -> orders (order_id));
diesel::joinable!(handed_members -> handovers (handover_id));
diesel::joinable!(handed_members -> members (member_id));
diesel::joinable!(handed_back -> handovers (handover_id));
diesel::joinable!(handed_back -> members (member_id));
diesel::joinable!(handbacks -> handovers (handover_id));
diesel::joinable!(handback_changes -> handbacks (handback_id));
diesel::joinable!(handback_changes -> members (member_id));
diesel::joinable!(handback_refusals -> handbacks (handback_id));
diesel::joinable!(courtesies -> members (member_id));
diesel::joinable!(courtesies -> tiers (tier_id));
diesel::joinable!(import_lookups -> imports (import_id));
diesel::joinable!(adoption_prices -> adoptions (adoption_id));
diesel::joinable!(adoption_agreements -> adoptions (adoption_id));

diesel::allow_tables_to_appear_in_same_query!(
    club_facts,
    jobs,
    journal_entries,
    mails,
    members,
    member_tags,
    consents,
    suppressions,
    standings,
    sign_ins,
    sessions,
    known_browsers,
    passkeys,
    spent_questions,
    crew_members,
    recovery_codes,
    feeds,
    number_series,
    capacities,
    tiers,
    prices,
    orders,
    order_lines,
    payment_attempts,
    payments,
    refunds,
    stripe_customers,
    subscriptions,
    stripe_events,
    sandbox_objects,
    memberships,
    entitlements,
    assets,
    renditions,
    uploads,
    posts,
    post_slugs,
    post_assets,
    comments,
    reactions,
    reports,
    broadcasts,
    deliveries,
    member_exports,
    search_documents,
    order_addresses,
    carts,
    cart_lines,
    discount_codes,
    discount_uses,
    shipping_zones,
    disputes,
    events,
    ticket_types,
    sale_windows,
    tickets,
    door_passes,
    scans,
    products,
    product_variants,
    product_assets,
    purchases,
    purchase_files,
    packing_lines,
    shipments,
    shipment_lines,
    experiences,
    experience_questions,
    experience_slots,
    experience_bookings,
    member_extras,
    imports,
    import_changes,
    import_refusals,
    mail_files,
    sealed_papers,
    address_changes,
    invitations,
    join_requests,
    money_differences,
    segments,
    kept_exports,
    handovers,
    handed_members,
    handed_back,
    handbacks,
    handback_changes,
    handback_refusals,
    club_fields,
    courtesies,
    import_lookups,
    adoptions,
    adoption_prices,
    adoption_agreements,
    adoption_differences,
    adoption_steps,
);
