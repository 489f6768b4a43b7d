//! 「前の計画」 the plan that came before, for the rules that compare with it.

use super::CaseFile;
use crate::source::read::Word;
use crate::source::schema::SchemaBuilder;
use crate::source::yaml::Node;
use crate::source::{Field, Read, Reader};
use serde_json::Value;

/// The name of the plan before, and the plan itself where it could be read.
#[derive(Clone, Debug, Default)]
pub struct Earlier {
    /// The name of its file, from the folder of the plan.
    pub name: Field<Word>,
    /// The plan; none when it was not read, or is another client's.
    pub plan: Option<Box<CaseFile>>,
    /// Whether it is certainly another client's: no plan before this one.
    pub of_another: bool,
    /// Whether the plan names its own file.
    pub is_itself: bool,
    /// Why it was not read, in words.
    pub why_unread: Option<String>,
}

impl Read for Earlier {
    fn read(node: &Node, reader: &mut Reader) -> Self {
        Self { name: Field::read(node, reader), ..Self::default() }
    }

    fn schema(builder: &mut SchemaBuilder) -> Value {
        Field::<Word>::schema(builder)
    }
}
