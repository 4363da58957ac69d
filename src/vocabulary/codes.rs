//! One declaration per code list: the enum, its text in JSON and SQL, its labels, definitions and
//! sources, and its entry under `/v1/vocabularies`.

use serde::Serialize;
use utoipa::ToSchema;

/// One term of a code list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Term {
    /// The code that requests and answers use.
    #[schema(example = "co_design")]
    pub code: &'static str,
    /// Its name for people.
    #[schema(example = "Co-design")]
    pub label: &'static str,
    /// What it means, in our own words.
    #[schema(example = "Citizens help shape how a service works before or while it is made.")]
    pub definition: &'static str,
    /// The section of the chapter, or the standard, it comes from.
    #[schema(example = "Co-production as Citizen Voice and Citizen Action: The Four Co's")]
    pub source: &'static str,
}

/// Makes a schema.
pub type SchemaOf = fn() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>;

/// A code list as it is served.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct CodeList {
    /// Name of the list, as in its path.
    #[schema(example = "co")]
    pub name: &'static str,
    /// Its title for people.
    #[schema(example = "The Four Co's")]
    pub title: &'static str,
    /// Its terms, in their natural order. Lists grow: read on when a code is new to you.
    pub terms: &'static [Term],
    /// The name of its schema in the document.
    #[serde(skip)]
    #[schema(ignore)]
    pub type_name: &'static str,
    /// That schema.
    #[serde(skip)]
    #[schema(ignore)]
    pub schema: SchemaOf,
}

/// What every code list can do.
pub trait Coded: Copy + Sized + 'static {
    /// All terms, in their natural order.
    const ALL: &'static [Self];
    /// The list as it is served.
    const LIST: CodeList;
    /// The code in JSON and SQL.
    fn code(self) -> &'static str;
    /// Its label, definition and source.
    fn term(self) -> &'static Term;
    /// The term with this code.
    fn from_code(code: &str) -> Option<Self>;
}

/// Declares a code list.
///
/// ```text
/// codes! {
///     /// When it takes place.
///     pub enum Timing: "timing", "Timing", source "Step 1: Map It!" {
///         /// Finished lately.
///         Recent = "recent", "Recent";
///     }
/// }
/// ```
/// The doc comment of a variant is its served definition; a variant may name its own source after
/// its label.
#[macro_export]
macro_rules! codes {
    (
        #[doc = $doc:literal]
        pub enum $name:ident : $list:literal, $title:literal, source $source:literal {
            $( #[doc = $definition:literal] $variant:ident = $code:literal, $label:literal $(, $own:literal)? ; )+
        }
    ) => {
        #[doc = $doc]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)]
        #[diesel(sql_type = diesel::sql_types::Text)]
        pub enum $name {
            $( #[doc = $definition] $variant, )+
        }

        impl $crate::vocabulary::codes::Coded for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),+];
            const LIST: $crate::vocabulary::codes::CodeList = $crate::vocabulary::codes::CodeList {
                name: $list,
                title: $title,
                terms: &[$($crate::vocabulary::codes::Term {
                    code: $code,
                    label: $label,
                    definition: $definition.trim_ascii(),
                    source: $crate::codes!(@source $source $(, $own)?),
                }),+],
                type_name: stringify!($name),
                schema: <Self as utoipa::PartialSchema>::schema,
            };
            fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
            fn term(self) -> &'static $crate::vocabulary::codes::Term {
                &<Self as $crate::vocabulary::codes::Coded>::LIST.terms[self as usize]
            }
            fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str($crate::vocabulary::codes::Coded::code(*self))
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                <Self as $crate::vocabulary::codes::Coded>::from_code(text)
                    .ok_or_else(|| concat!("one of the codes of ", $list).to_owned())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str($crate::vocabulary::codes::Coded::code(*self))
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                std::borrow::Cow::<'de, str>::deserialize(from)?.parse().map_err(serde::de::Error::custom)
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                $crate::vocabulary::codes::schema::<Self>($doc)
            }
        }
        impl utoipa::ToSchema for $name {}

        $crate::text_on_sqlite!($name, diesel::sql_types::Text,
            postgres: |this, out| {
                std::io::Write::write_all(out, $crate::vocabulary::codes::Coded::code(*this).as_bytes())?;
                Ok(diesel::serialize::IsNull::No)
            },
            |bytes| Ok(std::str::from_utf8(bytes.as_bytes())?.parse::<$name>()?));
    };
    (@source $source:literal) => { $source };
    (@source $source:literal, $own:literal) => { $own };
}

/// The documented form of a code list.
pub fn schema<C: Coded>(doc: &str) -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
    use std::fmt::Write as _;
    let mut description = format!("{}\n\nThe list `{}`; it may grow, so read on when a code is new.\n", doc.trim(), C::LIST.name);
    for term in C::LIST.terms {
        let _ = write!(description, "\n* `{}`: {}", term.code, term.definition);
    }
    utoipa::openapi::schema::ObjectBuilder::new()
        .schema_type(utoipa::openapi::schema::Type::String)
        .enum_values(Some(C::ALL.iter().map(|c| c.code())))
        .description(Some(description))
        .examples([serde_json::Value::from(C::ALL[0].code())])
        .into()
}
