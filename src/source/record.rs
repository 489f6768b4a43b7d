//! Records of a file, each declared once: the struct, how it is read, and its JSON Schema.

/// Declares a record of the file: the struct, how it is read, and its JSON Schema, in one place.
///
/// Each field says its Japanese key (the word printed on the form), its name and its type; the doc comment becomes the
/// description that editors show.
#[macro_export]
macro_rules! record {
    ($(#[doc = $doc:literal])+ pub struct $name:ident { $( $(#[doc = $field_doc:literal])+ $key:literal => $field:ident : $type:ty, )* }) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, Default)]
        pub struct $name {
            /// Where the record stands; detached when it is missing.
            pub span: $crate::source::Span,
            $( $(#[doc = $field_doc])+ #[doc(alias = $key)] pub $field: $type, )*
        }

        impl $name {
            /// The keys of this record, in the order of the form.
            pub const KEYS: &[&str] = &[$($key),*];
        }

        impl $crate::source::Read for $name {
            fn read(node: &$crate::source::yaml::Node, reader: &mut $crate::source::Reader) -> Self {
                let mut record = Self { span: node.span, ..Self::default() };
                for entry in reader.entries(node, "まとまり（「項目: 値」の並び）") {
                    match entry.key.as_str() {
                        $( $key => record.$field = $crate::source::Read::read(&entry.value, reader), )*
                        key if reader.is_common(key) => reader.common(node.span, entry),
                        _ => reader.unknown_key(node, entry, Self::KEYS),
                    }
                }
                reader.swallowed_entries(node, Self::KEYS);
                reader.bare_keys(node, Self::KEYS);
                record
            }

            fn schema(builder: &mut $crate::source::schema::SchemaBuilder) -> serde_json::Value {
                builder.record(
                    stringify!($name),
                    &[$($doc),+],
                    &[ $( ($key, &[$($field_doc),+], <$type as $crate::source::Read>::schema), )* ],
                )
            }
        }
    };
}
