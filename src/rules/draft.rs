//! 「原案」 which rules wait until the client has agreed: those that ask for what comes later than the draft. All others hold.

/// Ids with what the rule waits for. Order among days that are written (CP020–CP025) does not wait: a day that stands there
/// can be wrong already.
pub const WAITING: &[(&str, &str)] = &[
    ("CP001", "後の表は、同意の後に揃う"),
    ("CP026", "交付は、同意の後"),
    ("CP027", "交付は、同意の後"),
    ("CP140", "同意は、原案を説明してから得る"),
    ("CP401", "会議は、原案を示して開く"),
    ("CP402", "会議は、原案を示して開く"),
    ("CP403", "会議は、原案を示して開く"),
    ("CP404", "会議の要点は、会議の後に揃う"),
    ("CP410", "会議の要点は、会議の後に揃う"),
    ("CP411", "会議の要点は、会議の後に揃う"),
    ("CP412", "会議の要点は、会議の後に揃う"),
    ("CP413", "会議の要点は、会議の後に揃う"),
    ("CP414", "会議の要点は、会議の後に揃う"),
    ("CP417", "会議の要点は、会議の後に揃う"),
    ("CP418", "会議の要点は、会議の後に揃う"),
    ("CP419", "会議の要点は、会議の後に揃う"),
    ("CP420", "会議の要点は、会議の後に揃う"),
    ("CP427", "主治医の意見は、会議で聞く"),
    ("CP428", "福祉用具の要否は、会議で話し合う"),
    ("CP520", "交付は、同意の後"),
    ("CP521", "交付は、同意の後"),
    ("CP522", "交付は、同意の後"),
    ("CP530", "支援は、同意の後に始まる"),
    ("CP531", "支援は、同意の後に始まる"),
    ("CP532", "支援は、同意の後に始まる"),
    ("CP540", "個別援助計画は、交付の後に求める"),
    ("CP601", "利用票は、同意の後に作る"),
    ("CP602", "利用票は、同意の後に作る"),
    ("CP603", "利用票は、同意の後に作る"),
    ("CP604", "利用票は、同意の後に作る"),
    ("CP622", "利用票は、同意の後に作る"),
    ("CP624", "利用票は、同意の後に作る"),
    ("CP643", "実績は、月が終わってから"),
    ("CP644", "実績は、月が終わってから"),
];

/// Whether a rule, by its id or name, waits for consent.
#[must_use]
pub fn waits(rule: &super::Rule) -> bool {
    WAITING.iter().any(|(id, _)| *id == rule.id)
}
