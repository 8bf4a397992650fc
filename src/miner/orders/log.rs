//! The order log as a table: seven columns in, one checked [`OrderLine`] out.

use super::columns::{self, Column, Field};
use super::error::Fault;
use super::intake::Table;
use super::values::{self, LastTime, Value};
use super::{OrderLine, ReadOptions};

type Sink<'s> = &'s mut dyn FnMut(&OrderLine<'_>) -> Result<(), Fault>;

/// Checks rows and hands them to a sink.
pub(super) struct OrderLog<'s> {
    fields: [Field; 7],
    sink: Sink<'s>,
    has_time: bool,
    /// Room for ids that are numbers in their format.
    scratch: [String; 5],
    last_time: LastTime,
}

impl<'s> OrderLog<'s> {
    pub(super) fn new(options: &ReadOptions<'_>, sink: Sink<'s>) -> Self {
        let field = |column, required, explicit: Option<&str>, usual, option| Field {
            column,
            required,
            explicit: explicit.map(str::to_owned),
            usual,
            option,
        };
        Self {
            fields: [
                field(Column::Order, true, options.order_col, columns::ORDER_NAMES, "--order-col"),
                field(Column::Item, true, options.item_col, columns::ITEM_NAMES, "--item-col"),
                field(Column::Customer, false, options.user_col, columns::CUSTOMER_NAMES, "--user-col"),
                field(Column::Time, false, options.time_col, columns::TIME_NAMES, "--time-col"),
                field(Column::Quantity, false, options.quantity_col, columns::QUANTITY_NAMES, "--quantity-col"),
                field(Column::Price, false, options.price_col, columns::PRICE_NAMES, "--price-col"),
                field(Column::Category, false, options.category_col, columns::CATEGORY_NAMES, "--category-col"),
            ],
            sink,
            has_time: false,
            scratch: Default::default(),
            last_time: LastTime::default(),
        }
    }
}

impl Table for OrderLog<'_> {
    fn fields(&self) -> &[Field] {
        &self.fields
    }

    fn begin(&mut self, present: &[bool]) {
        self.has_time = present.get(3).copied().unwrap_or(false);
    }

    fn accept(&mut self, values: &[Value<'_>]) -> Result<(), Fault> {
        let &[order, item, customer, time, quantity, price, category] = values else {
            return Err(Fault::row("has not the seven values of an order line"));
        };
        let [a, b, c, d, e] = &mut self.scratch;
        let order = values::id(&order, a, Column::Order)?;
        let item = values::id(&item, b, Column::Item)?;
        let customer = values::optional_id(&customer, c, Column::Customer)?;
        let time = if self.has_time { Some(values::time(&time, e, &mut self.last_time)?) } else { None };
        values::quantity(&quantity)?;
        let price = values::price(&price)?;
        let category = values::optional_id(&category, d, Column::Category)?;
        (self.sink)(&OrderLine { order, item, customer, time, category, price })
    }
}
