//! Walks the items of laid-out pages in their order, with places on the page.

use typst::introspection::Tag;
use typst::layout::{Abs, Frame, FrameItem, Point, Transform};
use typst::text::TextItem;
use typst::visualize::Shape;

/// What stands on a page.
pub(super) enum Item<'a> {
    /// A run of text; its place is the left end of its baseline.
    Text(&'a TextItem),
    /// A rule, curve or box; its place is its origin.
    Shape(&'a Shape),
    /// Where an element begins or ends.
    Tag(&'a Tag),
    /// A picture; forms have none.
    Image,
    /// What comes next, to the end of its group, is clipped.
    Clip,
    /// A place that leads elsewhere when it is clicked.
    Link,
}

/// Calls `visit` with every item and the transformation that brings its own coordinates to the page's.
pub(super) fn walk<'a>(frame: &'a Frame, visit: &mut impl FnMut(Item<'a>, Transform)) {
    descend(frame, Transform::identity(), visit);
}

fn descend<'a>(frame: &'a Frame, outer: Transform, visit: &mut impl FnMut(Item<'a>, Transform)) {
    for (place, item) in frame.items() {
        let here = outer.pre_concat(Transform::translate(place.x, place.y));
        match item {
            FrameItem::Group(group) => {
                let here = here.pre_concat(group.transform);
                if group.clip.is_some() {
                    visit(Item::Clip, here);
                }
                descend(&group.frame, here, visit);
            }
            FrameItem::Text(text) => visit(Item::Text(text), here),
            FrameItem::Shape(shape, _) => visit(Item::Shape(shape), here),
            FrameItem::Tag(tag) => visit(Item::Tag(tag), here),
            FrameItem::Image(..) => visit(Item::Image, here),
            FrameItem::Link(..) => visit(Item::Link, here),
        }
    }
}

/// A point of an item on the page.
pub(super) fn at(place: Transform, x: Abs, y: Abs) -> Point {
    Point::new(x, y).transform(place)
}
