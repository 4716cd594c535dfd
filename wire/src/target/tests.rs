use super::*;

#[track_caller]
fn refused(address: &str, expect: &str) {
    let error = check(address, &Config::default()).expect_err(address);
    assert_eq!(error.to_string(), expect, "{address}");
}

#[test]
fn what_is_fetched() {
    for address in [
        "http://news.example/",
        "HTTPS://News.Example/a?b#c",
        "https://news.example:8443/",
        "http://news.example./",
        "http://bücher.example/",
        "http://localhost.example/",
        "http://my.locals/",
        "https://1.1.1.1/",
        " http:\\\\1.1.1.1:80?1",
        "https://[2606:4700:4700::1111]/",
    ] {
        assert!(check(address, &Config::default()).is_ok(), "{address}");
    }
}

#[test]
fn what_is_refused_says_why() {
    let only_http = "are not fetched, only http: and https:";
    refused("file:///etc/passwd", &format!("addresses that start with file: {only_http}"));
    refused("javascript:1", &format!("addresses that start with javascript: {only_http}"));
    refused("//news.example/", "not a web address: relative URL without a base");
    refused("news.example", "not a web address: relative URL without a base");
    refused("http:///", "not a web address: empty host");
    refused("http://a..example/", "not a web address: \"a..example\" is not a host name");
    refused("http://u@news.example/", "the address holds a user name or password");
    refused("http://:p@news.example/", "the address holds a user name or password");
    refused(
        "http://news.example:22/",
        "port 22 is not among those allowed (--allow-private permits it)",
    );
    refused(
        "http://news.example:0/",
        "port 0 is not among those allowed (--allow-private permits it)",
    );
    let inside = "is a name for use inside a network (--allow-private permits it)";
    refused("http://LOCALHOST./", &format!("localhost {inside}"));
    refused("http://x.localhost/", &format!("x.localhost {inside}"));
    refused("http://metadata/", &format!("metadata {inside}"));
    refused("http://printer.home.arpa/", &format!("printer.home.arpa {inside}"));
    refused(
        "http://0x7f.1/",
        "the host is at 127.0.0.1, inside a private network (--allow-private permits it)",
    );
    refused(
        "http://[::ffff:10.0.0.1]/",
        "the host is at ::ffff:10.0.0.1, which is no public address",
    );
    refused("http://010.0.0.1/", "not a web address: 8.0.0.1 in an unusual spelling");
    refused("http://134744072/8.8.8.8", "not a web address: 8.8.8.8 in an unusual spelling");
    let long = format!("http://news.example/{}", "a".repeat(4_100));
    refused(&long, "not a web address: longer than 4096 bytes");
}

#[test]
fn private_networks_on_request() {
    let config = Config { allow_private: true, ..Config::default() };
    for address in [
        "http://localhost:3000/",
        "http://nas.local/",
        "http://wiki/",
        "http://10.1.1.1/",
        "http://[::1]:9/",
    ] {
        assert!(check(address, &config).is_ok(), "{address}");
    }
    for address in [
        "http://169.254.169.254/",
        "http://0.0.0.0/",
        "http://[fd00:ec2::254]/",
        "http://u:p@10.1.1.1/",
        "ftp://10.1.1.1/",
    ] {
        assert!(check(address, &config).is_err(), "{address}");
    }
}

#[test]
fn redirects_are_checked_like_addresses() {
    let base = Url::parse("https://news.example/a/b").expect("the test's own address");
    let config = Config::default();
    let follow = |location: &str| follow(&base, location, &config);
    for (location, expect) in [
        ("c", "https://news.example/a/c"),
        ("//other.example/c", "https://other.example/c"),
        ("http://other.example/", "http://other.example/"),
    ] {
        assert_eq!(follow(location).map(String::from).ok().as_deref(), Some(expect));
    }
    for location in [
        "http://127.0.0.1/",
        "//127.0.0.1/",
        "http://[::1]/",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "javascript:1",
        "https://user:pw@other.example/",
        "//",
        "http://",
        ":99999",
        "//other.example:22/",
    ] {
        let found = follow(location);
        let is_same_site = found.as_ref().is_ok_and(|url| url.host_str() == Some("news.example"));
        assert!(found.is_err() || is_same_site, "{location}");
    }
}
