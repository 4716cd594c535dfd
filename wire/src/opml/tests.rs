use super::{NotOpml, read, write};

#[test]
fn outlines_of_a_file() {
    let source = "<?xml version='1.0'?><opml version='1.0' xmlns:frss='https://freshrss.org/opml'><head><title>Mine &amp; yours</title></head><body>\
        <outline text='News'><outline text='Norland' title='Norland News' type='rss' xmlUrl='https://a.example/feed' htmlUrl='https://a.example/' frss:priority='main'/>\
        <outline text='Deep'><outline text='B' xmlurl='https://b.example/feed'></outline></outline></outline>\
        <outline text='Old' type='rss' url='https://c.example/rss'/><outline text='Page' type='link' url='https://d.example/'/>\
        <outline text='x' xmlUrl='file:///etc/passwd'/><outline text='empty'/></body></opml>";
    let opml = read(source.as_bytes()).expect("it is OPML");
    assert_eq!(opml.title, "Mine & yours");
    let lines: Vec<String> = opml
        .outlines
        .iter()
        .map(|o| format!("{} {} {} {}", o.folder.join("/"), o.title, o.url, o.is_feed))
        .collect();
    assert_eq!(
        lines,
        [
            "News Norland News https://a.example/feed true",
            "News/Deep B https://b.example/feed true",
            " Old https://c.example/rss true",
            " Page https://d.example/ false",
        ]
    );
    assert_eq!(opml.outlines[0].attributes["frss:priority"], "main");
    assert_eq!(opml.refused.len(), 1);
    // Out and in again, as often as you like.
    let written = write(&opml.title, &opml.outlines);
    let again = read(written.as_bytes()).expect("we wrote it");
    assert_eq!(write(&again.title, &again.outlines), written);
    for a in &opml.outlines {
        let b = again.outlines.iter().find(|b| b.url == a.url).expect("it was written");
        assert_eq!(
            (a.is_feed, &a.title, &a.home, &a.folder, &a.attributes),
            (b.is_feed, &b.title, &b.home, &b.folder, &b.attributes)
        );
    }
}

#[test]
fn a_folder_is_written_once() {
    let source = "<opml><body><outline text='F'><outline text='1' xmlUrl='https://a.example/'/></outline>\
        <outline text='2' xmlUrl='https://b.example/'/><outline text='F'><outline text='3 &lt;&quot;&gt;' xmlUrl='https://c.example/'/></outline></body></opml>";
    let opml = read(source.as_bytes()).expect("it is OPML");
    let written = write("t", &opml.outlines);
    assert_eq!(written.matches("text=\"F\"").count(), 1);
    assert_eq!(read(written.as_bytes()).map(|opml| opml.outlines.len()), Ok(3));
}

#[test]
fn what_is_none() {
    for source in ["", "<html>", "<outline xmlUrl='https://a.example/'/>", "{}"] {
        assert_eq!(read(source.as_bytes()), Err(NotOpml::Other), "{source}");
    }
    let deep = format!("<opml>{}", "<outline text='a'>".repeat(100_000));
    assert_eq!(read(deep.as_bytes()).map(|opml| opml.outlines.len()), Ok(0));
    let latin = b"<opml><outline text='caf\xe9' xmlUrl='https://a.example/'>";
    assert_eq!(read(latin).map(|opml| opml.outlines[0].title.clone()), Ok("café".to_owned()));
}
