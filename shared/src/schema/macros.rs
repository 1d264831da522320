//! The declaration of an entity: the one place that names its fields.

/// Declares an entity: its definition as data and a typed key for each field.
///
/// ```text
/// entity! {
///     /// A person at an account.
///     Contact = "contact" / "contacts", scope Owned, write Members {
///         /// Given name.
///         FIRST_NAME = "first_name": Text(100) [list, search];
///     }
///     checks [has_a_name]
/// }
/// ```
///
/// Marks in brackets are the fields of `Flags`. The string is the field's immutable id. `for Manager`
/// behind the marks says that it takes a manager to read the field; everybody else holds the record without it. After `checks` may follow, in
/// this order: `guards [may_decide]`, `leaves [somebody_in_charge]`, `sealed "status" beyond ["draft"] but ["status"]`,
/// `part of "quote"` (or `goes with "quote"`, for a part that is not sealed with its whole) and `one per "quote"`, which
/// say what [`EntityDef`](crate::schema::EntityDef) says of the fields of those names.
#[macro_export]
macro_rules! entity {
    (
        $(#[$doc:meta])*
        $entity:ident = $name:literal / $plural:literal, scope $scope:ident, write $write:ident {
            $(
                $(#[$field_doc:meta])*
                $key:ident = $id:literal : $kind:ident $( ( $($arg:expr),* ) )? $( [ $($flag:ident),* ] )? $( for $readers:ident )? ;
            )+
        }
        $( checks [ $($check:path),* ] )?
        $( guards [ $($guard:path),* ] )?
        $( leaves [ $($aftermath:path),* ] )?
        $( sealed $seal:literal beyond [ $($open:literal),* ] but [ $($free:literal),* ] )?
        $( part of $whole:literal )?
        $( goes with $companion:literal )?
        $( one per $each:literal )?
    ) => {
        $(#[$doc])*
        pub struct $entity;

        impl $entity {
            /// The entity's name in the schema.
            pub const ENTITY_NAME: &'static str = $name;
            $(
                $(#[$field_doc])*
                pub const $key: $crate::schema::Key<$crate::schema::kinds::$kind> = $crate::schema::Key::new($id);
            )+

            /// The definition as data.
            pub fn definition() -> $crate::schema::EntityDef {
                const FIELDS: &[$crate::schema::Declared] = &[$(
                    $crate::schema::Declared {
                        id: $id,
                        kind: || $crate::schema::kinds::$kind::field_type($( $($arg),* )?),
                        flags: $crate::schema::Flags { $( $( $flag: true, )* )? ..$crate::schema::Flags::NONE },
                        readers: $crate::first_of!($( $crate::rules::Role::$readers )?),
                    },
                )+];
                $crate::schema::EntityDef {
                    name: $name.into(),
                    plural: $plural.into(),
                    scope: $crate::schema::ScopeRule::$scope,
                    write: $crate::schema::WriteRule::$write,
                    fields: FIELDS.iter().map(Into::into).collect(),
                    checks: vec![$( $($check as $crate::schema::Check),* )?],
                    guards: vec![$( $($guard as $crate::schema::Guard),* )?],
                    leaves: &[$( $($aftermath as $crate::schema::Aftermath),* )?],
                    seal: $crate::first_of!($( $crate::schema::Seal {
                        field: $seal.into(),
                        open: vec![$( $open.into() ),*],
                        free: vec![$( $free.into() ),*],
                    } )?),
                    part_of: $crate::first_of!($( $whole.into() )? $( $companion.into() )?),
                    sealed_with_whole: !$crate::any_of!($( $companion )?),
                    one_per: $crate::first_of!($( $each.into() )?),
                }
            }
        }
    };
}

/// `Some` of what stands there, or `None` where nothing does; used by `entity!`.
#[macro_export]
#[doc(hidden)]
macro_rules! first_of {
    () => {
        None
    };
    ($value:expr) => {
        Some($value)
    };
}

/// Whether something stands there; used by `entity!`.
#[macro_export]
#[doc(hidden)]
macro_rules! any_of {
    () => {
        false
    };
    ($value:expr) => {
        true
    };
}
