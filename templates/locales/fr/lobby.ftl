lobby-closed = Fermé un instant. Les responsables de ce club sont au courant.
lobby-no-club = Aucun club n’habite à cette adresse.
lobby-other-origin = Ce formulaire ne vient pas de ce club.
