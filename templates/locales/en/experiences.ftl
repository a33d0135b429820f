experience-mail-cancelled-about = It was to be on { $when }, and it will not take place. { $total } goes back the way you paid, without you doing anything; banks take up to ten days.
experience-mail-cancelled-about-free = It was to be on { $when }, and it will not take place. There is nothing to give back.
experience-mail-cancelled-button = Look at the order
experience-mail-cancelled-title = { $name } is cancelled
experience-mail-foot = You get this letter because you booked it at { $club }.
experience-mail-moved-about = It was to be on { $was } and is now on { $is }. Your places went along; there is nothing to do. If you cannot come then, simply answer this letter.
experience-mail-moved-button = Look at the booking
experience-mail-moved-title = { $name } has a new date
