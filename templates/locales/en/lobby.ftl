lobby-closed = Closed for a moment. The people who run this club know.
lobby-no-club = No club lives at this address.
lobby-other-origin = This form did not come from this club.
