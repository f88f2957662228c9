"""A consumer looks at its locked credit while its orders move."""
import unittest

from selenium.webdriver.common.by import By
from bench import Relay, wait
from case import Case
from keyboard import walk


class Consumer(Case):
    def setUp(self):
        super().setUp()
        self.key = self.server.account(self.account)

    def arrive(self, **how):
        browser = self.browser(**how)
        browser.open(f"{self.server.url}/me?token={self.key}")
        wait(lambda: browser.driver.current_url == f"{self.server.url}/me",
             "the page has a clean address")
        return browser

    def test_a_lock_appears_and_ends_while_one_looks(self):
        browser = self.arrive()
        browser.see("目前没有锁定的额度")
        browser.see("实时更新中", "#live")
        browser.driver.execute_script("window.loadedOnce = true")
        self.server.hold(self.account, self.order)
        browser.see("¥300.00", ".card")
        browser.see("等商家发货", ".card")
        browser.see("¥4,700.00", "#sum")
        self.server.fact("cancelled", self.order)
        browser.see("已解锁", "#history")
        browser.see("¥5,000.00", "#sum .big")
        browser.see("目前没有锁定的额度")
        browser.see("退回", "#notice")
        self.assertTrue(browser.driver.execute_script("return window.loadedOnce"))
        self.assertEqual(browser.complaints(), [])

    def test_a_lock_moves_along_its_rail_and_is_billed(self):
        self.server.hold(self.account, self.order, scenario="virtual")
        browser = self.arrive(language="en")
        browser.see("Waiting for the shop", ".card")
        self.assertEqual(browser.text(".rail .now").split("\n")[0].split(" –")[0], "Shipped")
        self.server.fact("shipped", self.order)
        browser.see("The shop has shipped", ".card")
        self.assertIn("Delivered", browser.text(".rail .now"))
        self.server.fact("delivered", self.order)
        browser.see("billed", "#history")
        browser.see("¥300.00", "#legend-used")

    def test_without_scripts_the_page_tells_the_truth(self):
        self.server.hold(self.account, self.order)
        browser = self.arrive(scripts=False)
        browser.driver.refresh()
        source = browser.driver.page_source
        for text in ("¥4,700.00", "等商家发货", "仍未发货将自动退回", "重新加载页面可查看更新"):
            self.assertIn(text, source)
        browser.one(".card a.btn").click()
        self.assertIn("为什么是这样", browser.driver.page_source)
        browser.driver.find_element(By.LINK_TEXT, "会计入账单吗").click()
        self.assertIn("转为账单", browser.one("#answer").get_attribute("textContent"))

    def test_language_and_theme(self):
        browser = self.arrive(language="en")
        browser.see("My locked credit", "h1")
        browser.driver.find_element(By.LINK_TEXT, "中文").click()
        browser.see("我的锁定额度", "h1")
        self.assertEqual(browser.one("html").get_attribute("lang"), "zh-CN")
        light = self.background(browser)
        browser.driver.find_element(By.LINK_TEXT, "深色").click()
        wait(lambda: self.background(browser) != light, "the page is dark")
        browser.driver.refresh()
        self.assertNotEqual(self.background(browser), light)
        browser.see("我的锁定额度", "h1")

    def background(self, browser):
        return browser.driver.execute_script(
            "return getComputedStyle(document.body).backgroundColor")

    def test_a_connection_that_drops_and_comes_back(self):
        relay = Relay(self.server.port)
        self.addCleanup(relay.close)
        browser = self.browser()
        browser.open(f"http://127.0.0.1:{relay.port}/me?token={self.key}")
        browser.see("实时更新中", "#live")
        relay.cut()
        browser.see("断开", "#live")
        self.server.hold(self.account, self.order)
        relay.mend()
        browser.see("连接已恢复", "#live")
        browser.see("¥4,700.00", "#sum .big")

    def test_asking_for_a_release(self):
        self.server.hold(self.account, self.order)
        browser = self.arrive()
        browser.one(".card a.btn").click()
        browser.driver.find_element(By.LINK_TEXT, "申请退回").click()
        browser.see("最晚", "#answer")
        browser.one("input[value=cancelled]").click()
        browser.one("#evidence").send_keys("商家说已取消 <b>T-1</b>")
        browser.one("#ask-release button").click()
        browser.see("您的申请正在处理", "#answer")
        browser.see("已申请退回", ".card")
        browser.driver.find_element(By.CSS_SELECTOR, "button[name=yes][value='1']").click()
        browser.see("R-10", "#done")
        self.assertEqual(browser.complaints(), [])

    def test_axe_finds_nothing(self):
        self.server.hold(self.account, self.order)
        self.server.hold(self.account, self.order + "-2", amount=1_000)
        self.server.fact("cancelled", self.order + "-2")
        for width, dark, language in ((390, False, "zh"), (1440, True, "en")):
            browser = self.arrive(width=width, dark=dark, language=language)
            with self.subTest(page="/me", width=width):
                self.assertEqual(browser.violations(), [])
            browser.one(".card a.btn").click()
            browser.all("#questions a")[-1].click()
            browser.one("#ask-release")
            with self.subTest(page="hold", width=width):
                self.assertEqual(browser.violations(), [])

    def test_by_keyboard_alone(self):
        self.server.hold(self.account, self.order)
        browser = self.arrive(language="en")
        browser.one(".card")
        names = walk(browser)
        for name in ("Skip to the content", "中文", "Dark", "Available", "Why is it locked?"):
            self.assertTrue(any(name in one for one in names), f"{name} in {names}")

    def test_at_every_width_nothing_is_cut_off(self):
        self.server.hold(self.account, self.order, merchant="一家名字特别特别长的旗舰店一家名字特别特别")
        for width in (320, 390, 1440):
            browser = self.arrive(width=width)
            self.assertLessEqual(browser.driver.execute_script(
                "return document.documentElement.scrollWidth"), width)


if __name__ == "__main__":
    unittest.main()
