-- Names are found without ß, ł, ı and apostrophes too, as plumbing/search/mod.rs folds them.
UPDATE members SET name_folded =
    replace(replace(replace(replace(replace(replace(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(name_folded
    , 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'ø', 'o'), 'ł', 'l'), 'đ', 'd')
    , 'ð', 'd'), 'þ', 'th'), 'ı', 'i'), 'ς', 'σ'), '''', ''), '’', '')
    , '‘', ''), 'ʼ', ''), 'ʻ', ''), '`', ''), '´', '')
WHERE name_folded ~ '[ßæœøłđðþıς’‘ʼʻ`´'']';
