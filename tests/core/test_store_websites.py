"""Websites as real stores have them: which are one, which are two, and which are no store's at all."""

import pytest

from portal.core.problems import InvalidInput
from portal.core.websites import require_one_store, website

# As the addresses of real stores look: what is shown, and what they are compared by.
STORES = [
    ("northwind.com", "northwind.com", "northwind.com"),
    ("NORTHWIND.COM", "northwind.com", "northwind.com"),
    ("  northwind.com  ", "northwind.com", "northwind.com"),
    ("northwind.com.", "northwind.com", "northwind.com"),
    ("www.northwind.com", "northwind.com", "northwind.com"),
    ("WWW.Northwind.Com", "northwind.com", "northwind.com"),
    ("http://northwind.com", "northwind.com", "northwind.com"),
    ("https://northwind.com", "northwind.com", "northwind.com"),
    ("HTTPS://WWW.NORTHWIND.COM/", "northwind.com", "northwind.com"),
    ("//northwind.com", "northwind.com", "northwind.com"),
    ("https://northwind.com/collections/all?sort=new#top", "northwind.com", "northwind.com"),
    ("northwind.com/index.php?id=1&ref=http://other.com", "northwind.com", "northwind.com"),
    ("northwind.com:8080", "northwind.com", "northwind.com"),
    ("https://northwind.com:443/cart", "northwind.com", "northwind.com"),
    ("https://northwind.com?utm_source=mail", "northwind.com", "northwind.com"),
    ("https://northwind.com#about", "northwind.com", "northwind.com"),
    ("shop.northwind.com", "shop.northwind.com", "northwind.com"),
    ("de.shop.northwind.com", "de.shop.northwind.com", "northwind.com"),
    ("www2.northwind.com", "www2.northwind.com", "northwind.com"),
    ("m.northwind.com", "m.northwind.com", "northwind.com"),
    ("north-wind.com", "north-wind.com", "north-wind.com"),
    ("24northwind.com", "24northwind.com", "24northwind.com"),
    ("northwind.co.uk", "northwind.co.uk", "northwind.co.uk"),
    ("www.northwind.co.uk", "northwind.co.uk", "northwind.co.uk"),
    ("shop.northwind.co.uk", "shop.northwind.co.uk", "northwind.co.uk"),
    ("northwind.com.br", "northwind.com.br", "northwind.com.br"),
    ("loja.northwind.com.br", "loja.northwind.com.br", "northwind.com.br"),
    ("northwind.com.au", "northwind.com.au", "northwind.com.au"),
    ("northwind.com.tr", "northwind.com.tr", "northwind.com.tr"),
    ("northwind.co.jp", "northwind.co.jp", "northwind.co.jp"),
    ("northwind.co.nz", "northwind.co.nz", "northwind.co.nz"),
    ("northwind.co.za", "northwind.co.za", "northwind.co.za"),
    ("northwind.in", "northwind.in", "northwind.in"),
    ("northwind.de", "northwind.de", "northwind.de"),
    ("northwind.shop", "northwind.shop", "northwind.shop"),
    ("northwind.store", "northwind.store", "northwind.store"),
    ("northwind.boutique", "northwind.boutique", "northwind.boutique"),
    ("northwind.io", "northwind.io", "northwind.io"),
    ("northwind.app", "northwind.app", "northwind.app"),
    ("northwind.museum", "northwind.museum", "northwind.museum"),
    ("northwind.gov.uk", "northwind.gov.uk", "northwind.gov.uk"),
    ("northwind.london", "northwind.london", "northwind.london"),
    ("northwind.myshopify.com", "northwind.myshopify.com", "northwind.myshopify.com"),
    ("https://admin.northwind.myshopify.com/admin", "admin.northwind.myshopify.com", "northwind.myshopify.com"),
    ("northwind-two.myshopify.com", "northwind-two.myshopify.com", "northwind-two.myshopify.com"),
    ("northwind.wixsite.com", "northwind.wixsite.com", "northwind.wixsite.com"),
    ("https://northwind.wixsite.com/store", "northwind.wixsite.com", "northwind.wixsite.com"),
    ("northwind.square.site", "northwind.square.site", "northwind.square.site"),
    ("northwind.github.io", "northwind.github.io", "northwind.github.io"),
    ("northwind.netlify.app", "northwind.netlify.app", "northwind.netlify.app"),
    ("northwind.vercel.app", "northwind.vercel.app", "northwind.vercel.app"),
    ("northwind.blogspot.com", "northwind.blogspot.com", "northwind.blogspot.com"),
    ("northwind.wordpress.com", "northwind.wordpress.com", "northwind.wordpress.com"),
    ("northwind.bigcartel.com", "northwind.bigcartel.com", "northwind.bigcartel.com"),
    ("shop.northwind.bigcartel.com", "shop.northwind.bigcartel.com", "northwind.bigcartel.com"),
    ("northwind.mybigcommerce.com", "northwind.mybigcommerce.com", "northwind.mybigcommerce.com"),
    ("northwind.myshopline.com", "northwind.myshopline.com", "northwind.myshopline.com"),
    ("northwind.shoplazza.com", "northwind.shoplazza.com", "northwind.shoplazza.com"),
    ("northwind.jimdosite.com", "northwind.jimdosite.com", "northwind.jimdosite.com"),
    ("northwind.webflow.io", "northwind.webflow.io", "northwind.webflow.io"),
    ("northwind.weebly.com", "northwind.weebly.com", "northwind.weebly.com"),
    ("northwind.carrd.co", "northwind.carrd.co", "northwind.carrd.co"),
    ("northwind.ecwid.com", "northwind.ecwid.com", "northwind.ecwid.com"),
    ("northwind.company.site", "northwind.company.site", "northwind.company.site"),
    ("northwind.tumblr.com", "northwind.tumblr.com", "northwind.tumblr.com"),
    ("northwind.etsy.com", "northwind.etsy.com", "northwind.etsy.com"),
    ("northwind.pages.dev", "northwind.pages.dev", "northwind.pages.dev"),
    ("northwind.web.app", "northwind.web.app", "northwind.web.app"),
    ("northwind.herokuapp.com", "northwind.herokuapp.com", "northwind.herokuapp.com"),
    ("northwind.azurewebsites.net", "northwind.azurewebsites.net", "northwind.azurewebsites.net"),
    ("northwind.s3.amazonaws.com", "northwind.s3.amazonaws.com", "northwind.s3.amazonaws.com"),
    ("faß.de", "faß.de", "xn--fa-hia.de"),
    ("fass.de", "fass.de", "fass.de"),
    ("FASS.de", "fass.de", "fass.de"),
    ("xn--fa-hia.de", "faß.de", "xn--fa-hia.de"),
    ("XN--FA-HIA.DE", "faß.de", "xn--fa-hia.de"),
    ("bücher.de", "bücher.de", "xn--bcher-kva.de"),
    ("BÜCHER.de", "bücher.de", "xn--bcher-kva.de"),
    ("xn--bcher-kva.de", "bücher.de", "xn--bcher-kva.de"),
    ("bu\u0308cher.de", "bücher.de", "xn--bcher-kva.de"),
    ("käserei-müller.ch", "käserei-müller.ch", "xn--kserei-mller-gcb75a.ch"),
    ("σίσυφος.gr", "σίσυφος.gr", "xn--kxa6ajbbmh.gr"),
    ("ΣΊΣΥΦΟΣ.gr", "σίσυφοσ.gr", "xn--kxa6akbbkh.gr"),
    ("пример.рф", "пример.рф", "xn--e1afmkfd.xn--p1ai"),
    ("xn--e1afmkfd.xn--p1ai", "пример.рф", "xn--e1afmkfd.xn--p1ai"),
    ("例え.jp", "例え.jp", "xn--r8jz45g.jp"),
    ("例え\u3002jp", "例え.jp", "xn--r8jz45g.jp"),
    ("\uff4e\uff4f\uff52\uff54\uff48\uff57\uff49\uff4e\uff44.com", "northwind.com", "northwind.com"),
    ("north\u00adwind.com", "northwind.com", "northwind.com"),
    ("north\u200bwind.com", "northwind.com", "northwind.com"),
    ("north\u2060wind.com", "northwind.com", "northwind.com"),
    ("northwind\uff0ecom", "northwind.com", "northwind.com"),
    ("northwind.example", "northwind.example", "northwind.example"),
    ("www.northwind.example", "northwind.example", "northwind.example"),
    ("shop.northwind.example", "shop.northwind.example", "northwind.example"),
    ("northwind.shop.example", "northwind.shop.example", "shop.example"),
    ("northwind.localhost", "northwind.localhost", "northwind.localhost"),
    ("northwind.test", "northwind.test", "northwind.test"),
    ("northwind.internal", "northwind.internal", "northwind.internal"),
    ("a.b.c.d.northwind.com", "a.b.c.d.northwind.com", "northwind.com"),
    ("q.com", "q.com", "q.com"),
    ("www.com", "www.com", "www.com"),
    ("www.www.com", "www.com", "www.com"),
    ("1.com", "1.com", "1.com"),
    ("x--y.com", "x--y.com", "x--y.com"),
]


@pytest.mark.parametrize(("typed", "host", "key"), STORES)
def test_addresses_of_stores(typed: str, host: str, key: str) -> None:
    assert (website(typed).host, website(typed).key) == (host, key)


def test_two_stores_of_one_host_are_two_and_so_are_two_spellings_of_one_sound() -> None:
    for one, other in (
        ("one.myshopify.com", "two.myshopify.com"),
        ("one.bigcartel.com", "two.bigcartel.com"),
        ("faß.de", "fass.de"),
        ("northwind.com", "northwind.com.br"),
        ("northwind.co.uk", "southwind.co.uk"),
    ):
        assert website(one).key != website(other).key


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "myshopify.com",
            "www.myshopify.com",
            "https://wixsite.com/start",
            "bigcartel.com",
            "www.etsy.com/shop/northwind",
        ),
        *("co.uk", "com.br", "github.io", "netlify.app"),
        *("gmail.com", "www.gmail.com", "mail.yahoo.com", "web.de", "gmx.net", "hotmail.co.uk"),
    ],
)
def test_what_anybody_has_a_name_at_is_no_store(typed: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        require_one_store(website(typed))
    assert refusal.value.field == "website"


@pytest.mark.parametrize(
    "typed", ["one.myshopify.com", "northwind.co.uk", "gmail-shop.com", "www.com", "x.example", "www.co.uk"]
)
def test_what_one_has_for_himself_is_a_store(typed: str) -> None:
    require_one_store(website(typed))
