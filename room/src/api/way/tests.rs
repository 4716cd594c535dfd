use super::way;

#[test]
fn addresses_of_clients_lead_to_one_route_and_pages_stay() {
    for (path, expected) in [
        ("/api/entries", Some(("", "/api/entries"))),
        ("/api/entries.json", Some(("", "/api/entries"))),
        ("//api//entries.json", Some(("", "/api/entries"))),
        ("/api/entries/", Some(("", "/api/entries"))),
        ("/api/entries/5.json", Some(("", "/api/entries/5"))),
        ("/api/entries/5/export.epub", Some(("", "/api/entries/5/export.epub"))),
        ("/api/entries/5/export.json", Some(("", "/api/entries/5/export.json"))),
        ("/oauth/v2/token", Some(("", "/oauth/v2/token"))),
        ("/wb/api/version.json", Some(("/wb", "/api/version"))),
        ("/wb//oauth/v2/token", Some(("/wb", "/oauth/v2/token"))),
        ("/wb", Some(("/wb", "/wallabag"))),
        ("/wb/", Some(("/wb", "/wallabag"))),
        ("/wb/login_check", Some(("/wb", "/login_check"))),
        ("/login_check", Some(("", "/login_check"))),
        ("/developer", Some(("", "/developer"))),
        ("/accounts/ClientLogin", Some(("", "/accounts/ClientLogin"))),
        ("/api/greader.php", Some(("/api/greader.php", "/check/compatibility"))),
        (
            "/api/greader.php/check/compatibility",
            Some(("/api/greader.php", "/check/compatibility")),
        ),
        (
            "/api/greader.php/accounts/ClientLogin",
            Some(("/api/greader.php", "/accounts/ClientLogin")),
        ),
        ("/greader//reader/api/0/token", Some(("/greader", "/reader/api/0/token"))),
        (
            "//reader/api/0/stream/contents/feed/http://a.example//x",
            Some(("", "/reader/api/0/stream/contents/feed/http://a.example//x")),
        ),
        ("/fever/", Some(("", "/fever"))),
        ("/api/fever.php", Some(("", "/fever"))),
        ("/opds/", Some(("", "/opds"))),
        ("/opds/article/5.epub", Some(("", "/opds/article/5.epub"))),
        ("/", None),
        ("/all", None),
        ("/read/5", None),
        ("/reading", None),
        ("/wbx/api/entries", None),
        ("/greaders/reader/api", None),
        ("/feeds", None),
        ("/api/v1/articles", None),
        ("/apis", None),
    ] {
        let found = way(path);
        let found = found.as_ref().map(|(base, path)| (*base, path.as_str()));
        assert_eq!(found, expected, "{path}");
    }
}
