//! Places where customers are, with telephone numbers that are set aside for fiction where a country has such.

/// A city.
pub(super) struct Place {
    pub(super) city: &'static str,
    pub(super) region: &'static str,
    pub(super) postal_code: &'static str,
    pub(super) country: &'static str,
    pub(super) phone: &'static str,
    pub(super) mobile: &'static str,
    pub(super) streets: &'static [&'static str],
    /// Place in [`REGIONS`].
    pub(super) sales_region: usize,
}

/// A sales region and its teams.
pub(super) const REGIONS: &[(&str, [&str; 3])] = &[
    ("Europe North", ["Isles", "Nordics", "Lowlands"]),
    ("Europe South and Africa", ["Alps", "Mediterranean", "Atlantic"]),
    ("Americas", ["East Coast", "West Coast", "Latin America"]),
    ("Asia-Pacific", ["Oceania", "East Asia", "South Asia"]),
];

const UK: &[&str] = &["High Street", "Station Road", "Mill Lane", "Church Street", "Victoria Road", "Canal Walk"];
const DE: &[&str] = &["Hauptstraße", "Bahnhofstraße", "Gartenweg", "Lindenallee", "Industriestraße", "Am Hafen"];
const FR: &[&str] = &["rue de la Gare", "avenue du Port", "rue des Tilleuls", "quai du Canal", "place du Marché"];
const ES: &[&str] = &["Calle Mayor", "Avenida del Puerto", "Calle de la Fuente", "Paseo del Río", "Plaza Nueva"];
const US: &[&str] = &["Main Street", "Oak Avenue", "Maple Drive", "Lakeview Road", "Industrial Parkway", "2nd Street"];
const SE: &[&str] = &["Storgatan", "Järnvägsgatan", "Hamnvägen", "Skolgatan", "Kungsgatan"];
const PT: &[&str] = &["Rua da Estação", "Avenida Central", "Rua das Flores", "Rua do Porto"];
const PLAIN: &[&str] = &["Market Road", "Harbour Road", "Garden Street", "Temple Street", "Park Lane"];

const fn place(
    city: &'static str,
    region: &'static str,
    postal_code: &'static str,
    country: &'static str,
    phones: (&'static str, &'static str),
    streets: &'static [&'static str],
    sales_region: usize,
) -> Place {
    let (phone, mobile) = phones;
    Place { city, region, postal_code, country, phone, mobile, streets, sales_region }
}

const GB: &str = "United Kingdom";
const GERMANY: &str = "Germany";
const FRANCE: &str = "France";
const SPAIN: &str = "Spain";
const USA: &str = "United States";
const AUSTRALIA: &str = "Australia";

const GB_MOBILE: &str = "+44 7700 900###";
const DE_MOBILE: &str = "+49 171 39200##";
const FR_MOBILE: &str = "+33 6 39 98 ## ##";
const US_PHONE: &str = "+1 555-01##";
const AU_MOBILE: &str = "+61 491 570 ###";

/// Cities. Postal codes have digits filled in for `#`.
pub(super) const PLACES: &[Place] = &[
    place("London", "England", "E1 #AB", GB, ("+44 20 7946 0###", GB_MOBILE), UK, 0),
    place("Leeds", "England", "LS# 4CD", GB, ("+44 113 496 0###", GB_MOBILE), UK, 0),
    place("Edinburgh", "Scotland", "EH# 2XY", GB, ("+44 131 496 0###", GB_MOBILE), UK, 0),
    place("Cardiff", "Wales", "CF1# 3QA", GB, ("+44 29 2018 0###", GB_MOBILE), UK, 0),
    place("Dublin", "Leinster", "D0# X4C3", "Ireland", ("+353 20 91# ####", "+353 20 91# ####"), UK, 0),
    place("Stockholm", "Stockholm", "11# ##", "Sweden", ("+46 8 465 004 ##", "+46 70 174 06 ##"), SE, 0),
    place("Gothenburg", "Västra Götaland", "41# ##", "Sweden", ("+46 31 390 06 ##", "+46 70 174 06 ##"), SE, 0),
    place(
        "Utrecht",
        "Utrecht",
        "35## AB",
        "Netherlands",
        ("+31 85 000 ## ##", "+31 6 0000 ####"),
        &["Stationsplein", "Oudegracht", "Molenweg", "Havenstraat"],
        0,
    ),
    place("Hamburg", "Hamburg", "20###", GERMANY, ("+49 40 66969 ###", DE_MOBILE), DE, 0),
    place("Berlin", "Berlin", "10###", GERMANY, ("+49 30 23125 ###", DE_MOBILE), DE, 0),
    place("Munich", "Bavaria", "80###", GERMANY, ("+49 89 99998 ###", DE_MOBILE), DE, 1),
    place("Frankfurt", "Hesse", "60###", GERMANY, ("+49 69 90009 ###", DE_MOBILE), DE, 1),
    place("Graz", "Styria", "80##", "Austria", ("+43 316 000 ###", "+43 660 000 ###"), DE, 1),
    place("Lyon", "Auvergne-Rhône-Alpes", "6900#", FRANCE, ("+33 4 65 71 ## ##", FR_MOBILE), FR, 1),
    place("Nantes", "Pays de la Loire", "44#00", FRANCE, ("+33 2 61 91 ## ##", FR_MOBILE), FR, 1),
    place("Paris", "Île-de-France", "7501#", FRANCE, ("+33 1 99 00 ## ##", FR_MOBILE), FR, 1),
    place("Valencia", "Valencia", "460##", SPAIN, ("+34 900 000 ###", "+34 600 000 ###"), ES, 1),
    place("Bilbao", "Basque Country", "480##", SPAIN, ("+34 900 000 ###", "+34 600 000 ###"), ES, 1),
    place(
        "Bologna",
        "Emilia-Romagna",
        "401##",
        "Italy",
        ("+39 051 000 ####", "+39 300 000 ####"),
        &["Via Roma", "Via Garibaldi", "Via del Porto", "Corso Italia"],
        1,
    ),
    place("Porto", "Norte", "4#00-123", "Portugal", ("+351 20 000 ####", "+351 90 000 ####"), PT, 1),
    place("Boston", "MA", "021##", USA, (US_PHONE, US_PHONE), US, 2),
    place("Philadelphia", "PA", "191##", USA, (US_PHONE, US_PHONE), US, 2),
    place("Atlanta", "GA", "303##", USA, (US_PHONE, US_PHONE), US, 2),
    place("Chicago", "IL", "606##", USA, (US_PHONE, US_PHONE), US, 2),
    place("Denver", "CO", "802##", USA, (US_PHONE, US_PHONE), US, 2),
    place("Portland", "OR", "972##", USA, (US_PHONE, US_PHONE), US, 2),
    place("San Diego", "CA", "921##", USA, (US_PHONE, US_PHONE), US, 2),
    place("Toronto", "ON", "M5V #K#", "Canada", (US_PHONE, US_PHONE), US, 2),
    place("São Paulo", "SP", "01###-000", "Brazil", ("+55 11 0000-####", "+55 11 00000-####"), PT, 2),
    place("Guadalajara", "Jalisco", "44###", "Mexico", ("+52 33 0000 ####", "+52 33 0000 ####"), ES, 2),
    place("Sydney", "NSW", "20##", AUSTRALIA, ("+61 2 5550 ####", AU_MOBILE), US, 3),
    place("Melbourne", "VIC", "30##", AUSTRALIA, ("+61 3 5550 ####", AU_MOBILE), US, 3),
    place("Auckland", "Auckland", "10##", "New Zealand", ("+64 9 000 ####", "+64 21 000 ###"), UK, 3),
    place("Singapore", "Singapore", "04####", "Singapore", ("+65 0000 ####", "+65 0000 ####"), PLAIN, 3),
    place("Osaka", "Osaka", "530-00##", "Japan", ("+81 6 0000 ####", "+81 90 0000 ####"), PLAIN, 3),
    place("Taipei", "Taipei", "10###", "Taiwan", ("+886 2 0000 ####", "+886 900 000 ###"), PLAIN, 3),
    place("Pune", "Maharashtra", "4110##", "India", ("+91 20 0000 ####", "+91 00000 #####"), PLAIN, 3),
    place("Lagos", "Lagos", "10####", "Nigeria", ("+234 1 000 ####", "+234 000 000 ####"), PLAIN, 1),
];
