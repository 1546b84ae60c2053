//! Figures, each declared once: its field, type, kind, measures, sentence and example.
//!
//! A declaration makes the struct of the answer, its calculation, the list of measures that a list
//! of agents or teams has to read, the check whether all figures are zero, the columns of a report,
//! and the schema in `openapi.json`, with the figure's kind as `x-kind`.
//!
//! - [`figures!`](crate::section::figures::figures) declares figures that are worked out from measures of counters.
//! - [`row!`](crate::section::figures::row) declares the other fields of an answer: ids, names, figures of this moment, and figures that
//!   are declared elsewhere.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::counted::{Counted, Sums};
use super::money::Usd;
use crate::counter::{Amount, Measure};

/// Figures that are worked out from the measures of counter items.
pub trait Figures: Sized + PartialEq {
    /// Every measure that they are worked out from.
    const MEASURES: &'static [Measure];

    /// The figures of these measures: those of one counter item, or a sum of several.
    fn of(counted: &Counted<'_>) -> Self;
}

/// A type of figures. A figure whose first measure came with a later version than the first is an
/// `Option`: it is null until a rebuild has counted it for all of history.
pub(crate) trait Figure<V>: CanBeNull {
    /// The figure of this value, where it is counted.
    fn of(value: Option<V>) -> Self;
}

/// Whether a type has a null.
pub(crate) trait CanBeNull {
    /// Whether it has.
    const CAN_BE_NULL: bool;
}

impl<T> CanBeNull for Option<T> {
    const CAN_BE_NULL: bool = true;
}

macro_rules! figure {
    ($($value:ty),+) => { $(
        impl CanBeNull for $value {
            const CAN_BE_NULL: bool = false;
        }

        impl Figure<$value> for $value {
            fn of(value: Option<$value>) -> Self {
                value.unwrap_or_else(|| unreachable!("every version counts it"))
            }
        }

        impl Figure<$value> for Option<$value> {
            fn of(value: Option<$value>) -> Self {
                value
            }
        }
    )+ };
}

figure!(u64, Usd);

impl Figure<Self> for Option<f64> {
    fn of(value: Option<Self>) -> Self {
        value.flatten()
    }
}

/// Declares figures. A row is
///
/// ```text
/// /// The sentence that says what the figure is.
/// pub FIELD: TYPE = KIND(MEASURE + MEASURE …), example VALUE;
/// pub FIELD: TYPE = KIND(MEASURE / MEASURE), example VALUE;
/// ```
///
/// `KIND` is a function of [`kind`]. The measures are those of [`Measure`], or of the enum that
/// `from` names.
macro_rules! figures {
    (
        $(#[doc = $about:literal])*
        $visibility:vis struct $name:ident {
            $(
                $(#[doc = $doc:literal])*
                pub $field:ident: $type:ty =
                    $kind:ident($first:ident $(+ $more:ident)* $(/ $count:ident)?),
                    example $example:expr;
            )+
        }
    ) => {
        $crate::section::figures::figures! {
            $(#[doc = $about])*
            $visibility struct $name from $crate::counter::Measure {
                $(
                    $(#[doc = $doc])*
                    pub $field: $type = $kind($first $(+ $more)* $(/ $count)?), example $example;
                )+
            }
        }

        $(const _: () = assert!(
            $crate::counter::Measure::$first.since() == 1
                || <$type as $crate::section::figures::CanBeNull>::CAN_BE_NULL,
            concat!("`", stringify!($field), "` is not counted by the first version: make it an Option"),
        );)+

        impl $crate::section::figures::Figures for $name {
            const MEASURES: &'static [$crate::counter::Measure] = &[$(
                $crate::counter::Measure::$first,
                $($crate::counter::Measure::$more,)*
                $($crate::counter::Measure::$count,)?
            )+];

            fn of(counted: &$crate::section::Counted<'_>) -> Self {
                Self::of_sums(counted)
            }
        }
    };
    (
        $(#[doc = $about:literal])*
        $visibility:vis struct $name:ident from $measure:path {
            $(
                $(#[doc = $doc:literal])*
                pub $field:ident: $type:ty =
                    $kind:ident($first:ident $(+ $more:ident)* $(/ $count:ident)?),
                    example $example:expr;
            )+
        }
    ) => {
        $crate::section::figures::row! {
            $(#[doc = $about])*
            $visibility struct $name {
                $(
                    $(#[doc = $doc])*
                    pub $field: $type = $kind, example $example;
                )+
            }
        }

        impl $name {
            fn of_sums<S>(sums: &S) -> Self
            where
                S: $crate::section::counted::Sums<$measure>
                    + $crate::section::counted::Counts<$measure>,
            {
                use $measure as Measure;
                Self {
                    $($field: {
                        let measures = [Measure::$first $(, Measure::$more)*];
                        let first = measures[0];
                        let is_counted = sums.counts(first) $(&& sums.counts(Measure::$count))?;
                        let value = is_counted.then(|| {
                            $crate::section::figures::kind::$kind(
                                sums,
                                &measures
                                $(, Measure::$count)?
                            )
                        });
                        $crate::section::figures::Figure::of(value)
                    },)+
                }
            }
        }
    };
}

/// Declares a row of an answer. A field is one of
///
/// ```text
/// /// The sentence that says what it is.
/// pub FIELD: TYPE;
/// pub FIELD: TYPE, example VALUE;
/// pub FIELD: TYPE = KIND, example VALUE;
/// pub FIELD: TYPE => flatten;
/// ```
///
/// `KIND` is what the schema says in `x-kind`; `flatten` puts the fields of `TYPE` in the place of
/// this one.
macro_rules! row {
    (
        $(#[doc = $about:literal])*
        $visibility:vis struct $name:ident {
            $(
                $(#[doc = $doc:literal])*
                pub $field:ident: $type:ty
                $(= $kind:ident)?
                $(, example $example:expr)?
                $(=> $flatten:ident)?;
            )+
        }
    ) => {
        $(#[doc = $about])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, utoipa::ToSchema)]
        $visibility struct $name {
            $(
                $(#[doc = $doc])*
                $(#[schema(required, example = $example)])?
                $(#[schema(extensions(("x-kind" = json!(stringify!($kind)))))])?
                $(#[serde($flatten)])?
                pub $field: $type,
            )+
        }

        impl $crate::table::Columns for $name {
            fn names(name: &str, names: &mut Vec<String>) {
                $(<$type as $crate::table::Columns>::names(
                    &$crate::table::column_name!(name, $field $(, $flatten)?),
                    names,
                );)+
            }

            fn cells(&self, cells: &mut Vec<$crate::table::Cell>) {
                let Self { $($field),+ } = self;
                $($crate::table::Columns::cells($field, cells);)+
            }
        }
    };
}

pub(crate) use {figures, row};

/// The kinds of figures: how each is worked out from sums. Counter items are not all read at the
/// same instant, so a sum can be below zero for a moment; it then counts as zero.
pub(crate) mod kind {
    use super::{Amount, Decimal, Sums, ToPrimitive, Usd};

    /// A whole number: the sum of these measures.
    pub(crate) fn count<M: Copy>(sums: &impl Sums<M>, measures: &[M]) -> u64 {
        measures.iter().map(|measure| super::whole(sums.get(*measure))).sum()
    }

    /// An amount of money: the sum of these measures.
    pub(crate) fn money<M: Copy>(sums: &impl Sums<M>, measures: &[M]) -> Usd {
        Usd(measures.iter().map(|measure| sums.get(*measure).max(Decimal::ZERO)).sum())
    }

    /// A mean duration in seconds, not rounded: the sum of the nanoseconds, divided by the number
    /// of durations; `None` where there are no durations.
    pub(crate) fn mean_seconds<M: Copy>(
        sums: &impl Sums<M>,
        nanoseconds: &[M],
        durations: M,
    ) -> Option<f64> {
        let nanoseconds: Amount =
            nanoseconds.iter().map(|measure| sums.get(*measure).max(Amount::ZERO)).sum();
        mean_of(nanoseconds, count(sums, &[durations]))
    }

    /// A mean duration in seconds, not rounded, of a sum of nanoseconds; `None` without samples.
    pub(crate) fn mean_of(nanoseconds: Amount, samples: u64) -> Option<f64> {
        let billions = Amount::from(samples) * Amount::from(1_000_000_000_u64);
        nanoseconds.max(Amount::ZERO).checked_div(billions)?.to_f64()
    }

    /// A mean ratio from 0 to 1, rounded half up to 6 decimals: the sum of the millionths, divided
    /// by the number of ratios; `None` where there are no ratios.
    pub(crate) fn mean_ratio<M: Copy>(
        sums: &impl Sums<M>,
        millionths: &[M],
        ratios: M,
    ) -> Option<f64> {
        let (millionths, ratios) = (count(sums, millionths), count(sums, &[ratios]));
        // Rounded half up in whole millionths. The division into a float comes last, and is exact
        // enough to print the same 6 decimals.
        let mean = (2 * millionths + ratios).checked_div(2 * ratios)?;
        #[allow(clippy::cast_precision_loss)] // at most 1,000,000
        Some(mean as f64 / 1_000_000.0)
    }
}

/// An amount as a count. Counter items are not all read at the same instant, so an amount can be
/// below zero for a moment; it then counts as zero.
pub(crate) fn whole(amount: Amount) -> u64 {
    amount.to_u64().unwrap_or(0)
}
