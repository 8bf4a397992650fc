//! Which column of a file holds what: by the name an option gives, or by the names that shops usually use.

use super::error::ReadError;
use std::fmt;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// The order's id.
    Order,
    /// The item's id.
    Item,
    /// The customer's id.
    Customer,
    /// When it was ordered.
    Time,
    /// How many pieces.
    Quantity,
    /// The price of a piece.
    Price,
    /// The item's category.
    Category,
    /// A catalogue item's name.
    Name,
    /// What the variants of one product have in common.
    VariantGroup,
}

impl Column {
    /// In words, for messages.
    #[must_use]
    pub fn what(self) -> &'static str {
        match self {
            Self::Order => "order id",
            Self::Item => "item id",
            Self::Customer => "customer id",
            Self::Time => "time",
            Self::Quantity => "quantity",
            Self::Price => "price",
            Self::Category => "category",
            Self::Name => "name",
            Self::VariantGroup => "variant group",
        }
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.what())
    }
}

/// A column that a table looks for.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) column: Column,
    pub(super) required: bool,
    /// The name an option gave.
    pub(super) explicit: Option<String>,
    /// Usual names as [`normal`] writes them, the most telling first.
    pub(super) usual: &'static [&'static str],
    /// How to name the column when it is missing.
    pub(super) option: &'static str,
}

/// The most fields that a table has.
pub(super) const MOST_FIELDS: usize = 7;

#[rustfmt::skip]
pub(super) const ORDER_NAMES: &[&str] = &[
    "orderid", "order", "ordernumber", "orderno", "ordernr", "orderkey", "orderref", "invoiceid", "invoiceno", "invoice",
    "invoicenumber", "invoicenr", "transactionid", "transactionno", "transactionnumber", "transaction", "basketid",
    "basket", "cartid", "receiptid", "receiptno", "receiptnumber", "receipt", "ticketid", "ticketno", "ticketnumber",
    "ticket", "checkoutid", "purchaseid", "saleid", "salesorderid", "salesorder", "billno", "billid", "tid",
];

#[rustfmt::skip]
pub(super) const ITEM_NAMES: &[&str] = &[
    "itemid", "productid", "sku", "skuid", "itemsku", "productsku", "stockcode", "itemcode", "itemno", "itemnumber",
    "articleid", "articleno", "articlenumber", "articlecode", "productcode", "productno", "productnumber", "productref",
    "variantid", "variantsku", "lineitemsku", "gtin", "ean", "upc", "asin", "isbn", "item", "article", "product",
];

#[rustfmt::skip]
pub(super) const CUSTOMER_NAMES: &[&str] = &[
    "userid", "customerid", "customeruniqueid", "customerno", "customernumber", "customernr", "clientid", "clientno",
    "memberid", "membernumber", "memberno", "shopperid", "buyerid", "visitorid", "accountid", "personid", "householdid",
    "householdkey", "user", "customer", "client", "member", "shopper", "buyer",
];

#[rustfmt::skip]
pub(super) const TIME_NAMES: &[&str] = &[
    "timestamp", "datetime", "orderdate", "ordertime", "orderdatetime", "ordertimestamp", "orderedat",
    "orderpurchasetimestamp", "invoicedate", "invoicetime", "transactiondate", "transactiontime", "transactiontimestamp",
    "transactiondt", "tdat", "purchasedate", "purchasetime", "purchasedat", "saledate", "salesdate", "createdat",
    "created", "creationdate", "createddate", "paidat", "eventtime", "ts", "date", "time",
];

#[rustfmt::skip]
pub(super) const QUANTITY_NAMES: &[&str] =
    &["quantity", "qty", "orderquantity", "itemquantity", "lineitemquantity", "orderqty", "pieces", "units"];

#[rustfmt::skip]
pub(super) const PRICE_NAMES: &[&str] =
    &["price", "unitprice", "itemprice", "productprice", "lineitemprice", "priceperunit", "sellingprice", "saleprice"];

#[rustfmt::skip]
pub(super) const CATEGORY_NAMES: &[&str] = &[
    "category", "categoryname", "categoryid", "categorycode", "productcategory", "productcategoryname", "itemcategory",
    "department", "departmentname", "departmentid", "producttype", "productgroup", "aisle", "aisleid", "section",
];

/// As [`ITEM_NAMES`], with "id", which in an order log could be anything.
#[rustfmt::skip]
pub(super) const CATALOG_ITEM_NAMES: &[&str] = &[
    "itemid", "productid", "sku", "skuid", "itemsku", "productsku", "id", "stockcode", "itemcode", "itemno",
    "itemnumber", "articleid", "articleno", "articlenumber", "articlecode", "productcode", "productno", "productnumber",
    "productref", "variantid", "variantsku", "gtin", "ean", "upc", "asin", "isbn", "item", "article", "product",
];

#[rustfmt::skip]
pub(super) const NAME_NAMES: &[&str] = &[
    "name", "title", "itemname", "productname", "articlename", "displayname", "itemtitle", "producttitle", "prodname",
    "description", "itemdescription", "productdescription",
];

#[rustfmt::skip]
pub(super) const VARIANT_NAMES: &[&str] = &[
    "variantgroup", "variantgroupid", "variantof", "itemgroupid", "groupid", "productgroupid", "parentid", "parentsku",
    "parentproductid", "parentitemid", "parent", "masterid", "mastersku", "modelid", "styleid", "stylecode", "handle",
];

/// Lower case, without blanks, underscores and hyphens.
pub(super) fn normal(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '\u{feff}'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// For each field the number of its column in `header`. No column serves two fields.
pub(super) fn find(fields: &[Field], header: &[String], file: &str) -> Result<Vec<Option<usize>>, ReadError> {
    let mut found: Vec<Option<usize>> = vec![None; fields.len()];
    for (number, field) in fields.iter().enumerate() {
        let Some(wanted) = &field.explicit else { continue };
        let Some(at) = header.iter().position(|name| name.trim() == wanted.trim()) else {
            return Err(ReadError::NamedColumnAbsent {
                file: file.to_owned(),
                name: wanted.clone(),
                columns: list(header),
                option: field.option,
            });
        };
        if let Some(other) = found.iter().position(|taken| *taken == Some(at)) {
            let name = wanted.clone();
            return Err(ReadError::SameColumn { name, first: fields[other].option, second: field.option });
        }
        found[number] = Some(at);
    }
    let plain: Vec<String> = header.iter().map(|name| normal(name)).collect();
    for (number, field) in fields.iter().enumerate() {
        if field.explicit.is_some() {
            continue;
        }
        let free = |usual: &&str| plain.iter().enumerate().position(|(at, n)| n == usual && !found.contains(&Some(at)));
        found[number] = field.usual.iter().find_map(free);
        if field.required && found[number].is_none() {
            return Err(ReadError::NoColumn {
                file: file.to_owned(),
                what: field.column.what(),
                columns: list(header),
                option: field.option,
            });
        }
    }
    Ok(found)
}

/// Whether a header has what is wanted; for sniffing.
pub(super) fn fits(fields: &[Field], header: &[String]) -> bool {
    find(fields, header, "").is_ok()
}

/// The columns of a file for a message, shortened.
pub(super) fn list(header: &[String]) -> String {
    if header.is_empty() {
        return "none".to_owned();
    }
    let mut text = String::new();
    for (number, name) in header.iter().enumerate() {
        if number == 40 {
            text.push_str(", ...");
            break;
        }
        if number > 0 {
            text.push_str(", ");
        }
        text.extend(name.chars().take(60));
    }
    text
}
