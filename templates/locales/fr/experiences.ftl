experience-mail-cancelled-about = Le rendez-vous du { $when } n’aura pas lieu. { $total } vous sont remboursés par le moyen de paiement utilisé, sans démarche de votre part ; les banques mettent jusqu’à dix jours.
experience-mail-cancelled-about-free = Le rendez-vous du { $when } n’aura pas lieu. Il n’y a rien à rembourser.
experience-mail-cancelled-button = Voir la commande
experience-mail-cancelled-title = { $name } : annulé
experience-mail-foot = Vous recevez cette lettre parce que vous avez réservé chez { $club }.
experience-mail-moved-about = Le rendez-vous prévu le { $was } est déplacé au { $is }. Vos places suivent, vous n’avez rien à faire. Si vous ne pouvez pas venir, répondez simplement à cette lettre.
experience-mail-moved-button = Voir la réservation
experience-mail-moved-title = { $name } : nouvelle date
