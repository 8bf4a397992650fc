//! What every table of a model has in common: named columns that travel as one list.

/// Declares a table: a struct of columns ([`Packed`](super::Packed) or tables of them, such as
/// [`Strings`](super::Strings)) that can be taken apart into a list of packed columns and put together again.
///
/// One list for the whole model, rather than serde's nested structs, keeps the browser's decoder a single loop.
macro_rules! table {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[$doc:meta])* pub $column:ident: $kind:ident),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Default)]
        pub struct $name<'a> { $($(#[$doc])* pub $column: $kind<'a>),+ }

        impl<'a> $name<'a> {
            /// The table's packed columns, in the order in which they travel.
            #[must_use]
            pub fn columns(self) -> alloc::vec::Vec<$crate::model::Packed<'a>> {
                let mut columns = alloc::vec::Vec::new();
                $crate::model::table::Columns::put_into(self, &mut columns);
                columns
            }
        }

        impl<'a> $crate::model::table::Columns<'a> for $name<'a> {
            fn take_from(columns: &mut alloc::vec::IntoIter<$crate::model::Packed<'a>>) -> Self {
                Self { $($column: $crate::model::table::Columns::take_from(columns)),+ }
            }

            fn put_into(self, columns: &mut alloc::vec::Vec<$crate::model::Packed<'a>>) {
                $(self.$column.put_into(columns);)+
            }
        }
    };
}

pub(super) use table;

use super::Packed;
use alloc::vec::{IntoIter, Vec};

/// Whatever is made of packed columns, in a fixed order.
pub(crate) trait Columns<'a> {
    /// Takes its columns from the front of the list; a missing one is empty, which its check then refuses.
    fn take_from(columns: &mut IntoIter<Packed<'a>>) -> Self;

    /// Appends its columns to the list.
    fn put_into(self, columns: &mut Vec<Packed<'a>>);
}

impl<'a> Columns<'a> for Packed<'a> {
    fn take_from(columns: &mut IntoIter<Packed<'a>>) -> Self {
        columns.next().unwrap_or_default()
    }

    fn put_into(self, columns: &mut Vec<Packed<'a>>) {
        columns.push(self);
    }
}
