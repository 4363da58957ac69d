//! The currencies of ISO 4217 that are in use as money.

const IN_USE: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF \
    CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR \
    ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP \
    MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG \
    SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST \
    XAF XCD XCG XOF XPF YER ZAR ZMW ZWG";

/// Whether money of this code is in use.
pub fn is_currency(code: &str) -> bool {
    code.len() == 3 && IN_USE.split_whitespace().any(|one| one == code)
}

#[cfg(test)]
mod tests {
    use super::is_currency;

    #[test]
    fn currencies_are_those_of_iso_4217() {
        for code in ["GBP", "EUR", "USD", "CHF"] {
            assert!(is_currency(code), "{code}");
        }
        for code in ["", "EU", "XXX", "GBX", "gbp", "DEM", "P E", "AED AFN"] {
            assert!(!is_currency(code), "{code}");
        }
    }
}
