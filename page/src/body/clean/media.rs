//! What stands between the kept blocks: pictures with their captions, players, posts, formulas;
//! and what is left out there.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::body::clean::embeds::{self, Embed};
use crate::body::clean::frames::{ahead, class};
use crate::body::clean::pictures::{self, Picture};
use crate::body::clean::tape::Mark;
use crate::body::clean::traits::{self, is};
use crate::body::clean::{Ended, Walk};
use crate::body::scan::flag;
use crate::body::{Attr, Tag};
use crate::dom::{Kind, NodeId, name};

/// A picture and its caption are a group of at most this many blocks and letters.
const GROUP_BLOCKS: usize = 4;
const GROUP_SIZE: u32 = 700;
/// Text of which more than half is links leads elsewhere, unless it is this short.
const LINKED: u32 = 25;
/// Nodes of a `<noscript>` looked through.
const FALLBACK: usize = 16;

/// Unkept words that are written to the tape because of what stands beside them. Should that turn
/// out to be nothing, the tape goes back to where the group began.
pub(super) struct Group {
    pub(super) node: NodeId,
    mark: Mark,
    is_post: bool,
    /// Every block of the group is its caption.
    is_captioned: bool,
    pictures: usize,
    has_caption: bool,
    /// Where a post says it stands.
    permalink: Option<String>,
    /// The last element entered in it that says it is a caption or a credit, by its last block.
    caption_end: usize,
    credit_end: usize,
}

impl Walk<'_, '_> {
    /// Enters a block-level element without kept blocks; false to pass it by.
    pub(super) fn enter_unkept(&mut self, node: NodeId, index: usize) -> bool {
        let document = self.document;
        let element = &self.scan.elements[index];
        if element.name == name::HR {
            self.writer.end_paragraph();
            self.writer.rule(self.ended == Ended::Not);
            return false;
        }
        if matches!(element.name, name::TD | name::TH) {
            // An empty cell holds its column.
            self.cell(node, element.name);
        }
        let (first, end) = (element.first_block as usize, element.end_block as usize);
        let (count, size) = (end - first, self.totals[end].size - self.totals[first].size);
        let link_size = self.totals[end].link_size - self.totals[first].link_size;
        let outside = self.scan.elements[element.parent as usize].flags;
        let furniture = flag::NAV | flag::FORM | flag::BUTTON | flag::DIALOG | flag::FOOTER;
        if element.flags & !outside & (furniture | flag::HIDDEN) != 0 {
            return false;
        }
        let traits = traits::of(document, node);
        let is_embed = traits & is::EMBED != 0;
        let is_shared = traits & is::SHARES != 0;
        if (!is_embed || is_shared)
            && (traits & (is::FURNITURE | is::PERSON) != 0
                || (link_size * 2 > size && size > LINKED))
        {
            return false;
        }
        if document.name_text(element.name).contains('-')
            && let Some(embed) = embeds::custom(document, &mut self.writer.links, node)
        {
            self.put_embed(embed);
            return false;
        }
        let found = self.look_ahead(node);
        let is_figure = element.name == name::FIGURE;
        let is_post =
            is_embed && !is_figure && !found.has_player && (count > 0 || has_address(self, node));
        if is_post && (element.name == name::BLOCKQUOTE || has_address(self, node)) {
            self.enter_group(node, true, true);
            return true;
        }
        if found.is_all && !found.has_picture && !found.has_player {
            return false;
        }
        let is_small = count <= GROUP_BLOCKS && size <= GROUP_SIZE;
        if is_figure || (is_small && count > 0 && !found.has_figure && found.has_picture) {
            let is_captioned = is_figure
                || traits & (is::PICTURE | is::CAPTION) != 0
                || (count <= 2 && size <= GROUP_SIZE / 2 && found.begins_with_picture);
            self.enter_group(node, false, is_captioned);
        } else if self.unkept.is_none() {
            self.unkept = Some(node);
        }
        true
    }

    fn enter_group(&mut self, node: NodeId, is_post: bool, is_captioned: bool) {
        let mark = self.writer.mark();
        let permalink = is_post
            .then(|| embeds::permalink(self.document, &mut self.writer.links, node))
            .flatten();
        if is_post {
            let mut attrs = vec![class("embed")];
            if let Some(permalink) = &permalink {
                attrs.push((Attr::Cite, permalink.clone()));
            }
            self.writer.push(node, Tag::Blockquote, attrs);
        } else {
            self.writer.push(node, Tag::Figure, vec![]);
        }
        self.writer.mute = true;
        self.group = Some(Group {
            node,
            mark,
            is_post,
            is_captioned,
            pictures: 0,
            has_caption: false,
            permalink,
            caption_end: 0,
            credit_end: 0,
        });
    }

    /// Enters a block-level element inside a group.
    pub(super) fn enter_in_group(&mut self, node: NodeId, index: usize) -> bool {
        let element = &self.scan.elements[index];
        let end = element.end_block as usize;
        let Some(group) = &mut self.group else {
            return true;
        };
        let traits = traits::of(self.document, node);
        if !group.is_post && traits & is::FURNITURE != 0 || element.flags & flag::BUTTON != 0 {
            self.block = end;
            return false;
        }
        if element.name == name::FIGCAPTION || traits & is::CAPTION != 0 {
            group.caption_end = end;
        }
        if traits & is::CREDIT != 0 {
            group.credit_end = end;
        }
        true
    }

    /// Starts an unkept block inside a group.
    pub(super) fn begin_unkept(&mut self, index: usize) {
        let shows = self.shows_unkept(index);
        let Some(group) = &mut self.group else {
            return;
        };
        if group.is_post {
            self.writer.begin_paragraph(true);
        } else if shows {
            group.has_caption = true;
            self.writer.begin_caption(index < group.credit_end);
        }
    }

    /// True for an unkept block that goes to the tape: a caption, a post's words.
    pub(super) fn shows_unkept(&self, index: usize) -> bool {
        self.group.as_ref().is_some_and(|group| {
            group.is_captioned || index < group.caption_end.max(group.credit_end)
        })
    }

    pub(super) fn leave_group(&mut self) {
        let Some(group) = self.group.take() else {
            return;
        };
        self.writer.end_paragraph();
        self.breaks = 0;
        let is_empty =
            if group.is_post { !self.writer.has_grown(&group.mark) } else { group.pictures == 0 };
        if is_empty {
            self.writer.back_to(&group.mark);
        }
        self.writer.leave(group.node);
        self.writer.mute = false;
        if let Some(href) = group.permalink.filter(|_| is_empty) {
            let title = embeds::host(&href);
            self.put_embed(Embed { href, title });
        }
    }

    /// What the first nodes of an element hold.
    fn look_ahead(&self, node: NodeId) -> Ahead {
        let document = self.document;
        let mut found = Ahead::default();
        let mut has_words = false;
        let mut count = 0;
        for node in ahead(document, node) {
            count += 1;
            match document.name(node) {
                name::IMG | name::AMP_IMG => {
                    found.begins_with_picture |= !has_words;
                    found.has_picture = true;
                }
                name::FIGURE => found.has_figure = true,
                name::IFRAME | name::VIDEO | name::AUDIO | name::EMBED | name::OBJECT => {
                    found.has_player = true;
                }
                name if document.name_text(name).contains('-') => found.has_player = true,
                _ if document.kind(node) == Kind::Text && !has_words => {
                    let text = document.text(node);
                    has_words = !text.bytes().all(|byte| byte.is_ascii_whitespace());
                }
                _ => {}
            }
        }
        found.is_all = count < super::frames::AHEAD;
        found
    }

    /// Shows the picture of an `<img>`, or the formula it draws.
    pub(super) fn image(&mut self, node: NodeId) {
        let document = self.document;
        if traits::of(document, node) & is::FORMULA != 0
            && let Some(words) = document.attr(node, name::ALT).and_then(embeds::tidy)
        {
            self.put_formula(words);
            return;
        }
        if let Some(picture) = pictures::read(document, &mut self.writer.links, node) {
            self.put_picture(picture);
        }
    }

    fn is_new(&mut self, key: &str) -> bool {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        self.seen.insert(hasher.finish())
    }

    fn put_picture(&mut self, picture: Picture) {
        let is_framed = self.writer.top() == Some(Tag::Figure);
        let is_outside = self.writer.text.is_empty() || self.ended != Ended::Not;
        if (self.writer.in_raw() && self.writer.top() != Some(Tag::Figcaption))
            || (is_outside && !picture.is_plain())
            || (self.ended != Ended::Not && !is_framed)
            || !self.is_new(picture.key())
        {
            return;
        }
        let is_amid = self.current.is_some_and(|index| self.kept[index]);
        if is_amid && self.writer.in_paragraph() {
            self.writer.put_void(Tag::Img, &picture.attrs());
            return;
        }
        let Some(group) = &mut self.group else {
            let around = (!is_framed).then_some((Tag::Figure, None));
            self.writer.put_block(around, Tag::Img, &picture.attrs(), "");
            return;
        };
        if group.is_post {
            return;
        }
        if group.has_caption && group.pictures > 0 {
            // The caption belongs to the picture before: a second figure begins.
            let node = group.node;
            self.writer.leave(node);
            group.mark = self.writer.mark();
            self.writer.push(node, Tag::Figure, vec![]);
            (group.has_caption, group.pictures) = (false, 0);
        }
        group.pictures += 1;
        self.writer.put_block(None, Tag::Img, &picture.attrs(), "");
    }

    /// Shows a link to a player or post.
    pub(super) fn put_embed(&mut self, embed: Embed) {
        if self.current.is_some_and(|index| self.kept[index]) {
            self.deferred.push(embed);
            return;
        }
        if self.writer.in_raw() || !self.is_new(&embed.href) {
            return;
        }
        if let Some(group) = &mut self.group {
            group.pictures += 1;
        }
        let around = if self.writer.top() == Some(Tag::Figure) {
            self.writer.name_top("embed");
            None
        } else {
            Some((Tag::Figure, Some("embed")))
        };
        let attrs = [(Attr::Href, embed.href)];
        self.writer.put_block(around, Tag::A, &attrs, &embed.title);
    }

    fn put_media(&mut self, tag: Tag, media: Embed) {
        let is_amid = self.current.is_some_and(|index| self.kept[index]);
        if is_amid || self.writer.in_raw() || !self.is_new(&media.href) {
            return;
        }
        if let Some(group) = &mut self.group {
            group.pictures += 1;
        }
        let mut attrs = vec![(Attr::Src, media.href)];
        if !media.title.is_empty() {
            attrs.push((Attr::Title, media.title));
        }
        let around = (self.writer.top() != Some(Tag::Figure)).then_some((Tag::Figure, None));
        self.writer.put_block(around, tag, &attrs, "");
    }

    /// An element without text of its own.
    pub(super) fn skipped(&mut self, node: NodeId) {
        let document = self.document;
        let links = &mut self.writer.links;
        match document.name(node) {
            name::MATH => {
                if let Some(words) = embeds::formula(document, node) {
                    self.put_formula(words);
                }
            }
            name::SCRIPT => {
                let kind = document.attr(node, name::TYPE).unwrap_or("");
                if kind.starts_with("math/tex")
                    && let Some(words) = document
                        .first_child(node)
                        .and_then(|text| embeds::tidy(document.text(text)))
                {
                    self.put_formula(words);
                }
            }
            name::IFRAME | name::EMBED | name::OBJECT => {
                if let Some(embed) = embeds::frame(document, links, node) {
                    self.put_embed(embed);
                }
            }
            name::VIDEO | name::AMP_VIDEO => match embeds::media(document, links, node) {
                Some(media) => self.put_media(Tag::Video, media),
                None => self.poster(node),
            },
            name::AUDIO => {
                if let Some(media) = embeds::media(document, links, node) {
                    self.put_media(Tag::Audio, media);
                }
            }
            name::NOSCRIPT => self.fallback(node),
            _ => {}
        }
    }

    /// The still of a film that has no file of its own.
    fn poster(&mut self, node: NodeId) {
        let poster = self.document.attr(node, name::POSTER);
        if let Some(src) = poster.and_then(|poster| self.writer.links.web(poster)) {
            self.put_picture(Picture { src, alt: String::new(), width: None, height: None });
        }
    }

    /// What a page shows where no script runs.
    fn fallback(&mut self, node: NodeId) {
        let document = self.document;
        let found = document
            .descendants(node)
            .take(FALLBACK)
            .find(|&node| matches!(document.name(node), name::IMG | name::IFRAME));
        match found {
            Some(found) if document.is(found, name::IMG) => self.image(found),
            Some(found) => self.skipped(found),
            None => {}
        }
    }

    /// Writes a formula into the paragraph, or starts one with it.
    fn put_formula(&mut self, words: String) {
        if self.unkept.is_some() || self.group.is_some() || self.ended == Ended::All {
            return;
        }
        // The same formula as marks and as a picture.
        if self.formula.as_deref() == Some(&*words) {
            return;
        }
        if self.current.is_some_and(|index| !self.kept[index]) {
            return;
        }
        if self.current.is_none() {
            let index = self.element;
            let goes_on = self.writer.in_paragraph()
                && self.breaks == 0
                && self.is_kept_before
                && self.scan.blocks[self.block - 1].element as usize == index;
            if !goes_on && self.line_element != Some(index) {
                self.writer.begin_paragraph(self.is_alone(index));
            }
            self.line_element = Some(index);
        }
        self.breaks = 0;
        self.writer.put_element(Tag::Code, &words);
        self.formula = Some(words);
    }

    /// True for the drawing of a formula that has been written as its author typed it (KaTeX).
    pub(super) fn is_drawn_formula(&self, node: NodeId) -> bool {
        self.formula.is_some()
            && self.document.attr(node, name::ARIA_HIDDEN) == Some("true")
            && self.document.attr(node, name::CLASS).is_some_and(|class| class.starts_with("katex"))
    }
}

/// True when an element says where on the web it stands, or is the post of a known kind.
fn has_address(walk: &mut Walk<'_, '_>, node: NodeId) -> bool {
    embeds::permalink(walk.document, &mut walk.writer.links, node).is_some()
}

#[derive(Default)]
struct Ahead {
    /// All nodes of the element were seen.
    is_all: bool,
    has_picture: bool,
    has_figure: bool,
    has_player: bool,
    begins_with_picture: bool,
}
