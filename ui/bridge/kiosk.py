"""The one object QML is given: the screen to show, and a view model for each part of it."""

# ruff: noqa: N802, N815 - names as Qt and QML spell them

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.ports import CameraPreview, Sentences
from kiosk.services.intents import StartTrip
from kiosk.services.views import KioskView, NoticeKind, Screen
from ui.bridge.access import AccessModel
from ui.bridge.age_check import AgeCheckModel
from ui.bridge.basket import BasketModel
from ui.bridge.camera import CameraSource
from ui.bridge.coupons import CouponModel
from ui.bridge.extras import ExtrasModel
from ui.bridge.find import FindModel
from ui.bridge.handover import HandoverModel
from ui.bridge.near import NearModel
from ui.bridge.notice import NoticeModel
from ui.bridge.paid import PaidModel
from ui.bridge.pay import PayModel
from ui.bridge.pin_rule import PinRule as PinRule  # for the pads, by its name
from ui.bridge.post import Post
from ui.bridge.presence import PresenceModel
from ui.bridge.price import PriceModel
from ui.bridge.staff import StaffModel
from ui.bridge.top_bar import TopBarModel
from ui.bridge.trouble import TroubleModel
from ui.bridge.words import Words
from ui.choices import Choices
from ui.navigator import READ_ONLY, SCREEN_FILES, Overlay, Panel, overlay_of, panel_after

QML_IMPORT_NAME = "Touchlane.Bridge"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlUncreatable("made in Python")
class Kiosk(QObject):  # type: ignore[operator]
    """Spreads a view over the view models. The brand screen stands until the first view comes."""

    screenChanged = Signal()
    overlayChanged = Signal()
    panelChanged = Signal()
    languageChanged = Signal(str)
    sounded = Signal(str)
    """A notice or a paid sale came: the name of its sound."""

    def __init__(
        self, post: Post, sentences: Sentences, preview: CameraPreview | None, standard: Choices
    ) -> None:
        super().__init__()
        self.words = Words(sentences)
        self._post = post
        self._view: KioskView | None = None
        self._shown: dict[str, object] = {}
        self._screen, self._overlay, self._panel = Screen.STARTING, Overlay.NONE, Panel.NONE
        self.access_model = AccessModel(standard, self)
        self.access_model.left.connect(self.closePanel)
        self._top_bar = TopBarModel(self.words, post, self)
        self._basket = BasketModel(self.words, post, self)
        self.price_model = PriceModel(self.words, self)
        self.near_model = NearModel(self.words, self)
        self._coupons = CouponModel(self.words, post, self)
        self._extras = ExtrasModel(self.words, post, self)
        for opened in (self.price_model, self.near_model):
            opened.closed.connect(self.closePanel)
        self._find = FindModel(self.words, post, self)
        self._notice = NoticeModel(self.words, post, self)
        self._age_check = AgeCheckModel(self.words, post, self)
        self._pay = PayModel(self.words, post, self)
        self._paid = PaidModel(self.words, post, self)
        self._paid.came.connect(self._sound_paid)
        self._trouble = TroubleModel(self.words, post, self)
        self._presence = PresenceModel(self.words, post, self)
        self._handover = HandoverModel(self.words, post, self)
        self._staff = StaffModel(self.words, post, self)
        self._camera = CameraSource(preview, self.words, self)
        self.languageChanged.connect(self._camera.retranslate)

    def show(self, view: KioskView) -> None:
        """Put `view` on the screen. The parts come first, so that a screen is made with its values."""
        retranslated = view.language != self.words.language
        self.words.language, self.words.currency, self.words.zone = view.language, view.currency, view.zone
        if retranslated:
            self.languageChanged.emit(view.language)
        self._view = view
        self.access_model.show(view)
        self._basket.show(view, retranslated=retranslated)
        self.price_model.show(view)
        for name, show, parts in self._parts(view):
            if retranslated or self._shown.get(name, self) != parts:
                self._shown[name] = parts
                show(view)
        self._go(view)
        if (
            self._notice.show(view.notice, view.unanswered) and view.notice is not None
        ):  # after its screen is there
            if self._panel in READ_ONLY:
                self.closePanel()
            self.sounded.emit(SOUND_OF[view.notice.kind])

    def _parts(self, view: KioskView) -> tuple[tuple[str, Callable[[KioskView], None], object], ...]:
        """What each view model shows. One whose part is as before is let alone, and all bound to it."""
        money = view.currency, view.language, view.zone
        return (
            (
                "topBar",
                self._top_bar.show,
                (view.store_names, view.simulated, view.may_pay_here, view.online),
            ),
            ("near", self.near_model.show, (view.basket.near, money)),
            ("coupons", self._coupons.show, (view.basket.coupons, money)),
            ("extras", self._extras.show, (view.bags, view.basket.round_up, money)),
            ("find", self._find.show, (view.find, money)),
            ("ageCheck", self._age_check.show, view.age_check),
            ("pay", self._pay.show, (view.pay, money)),
            ("paid", self._paid.show, (view.paid, money)),
            ("trouble", self._trouble.show, (view.needs_staff, view.out_of_service, money)),
            ("presence", self._presence.show, (view.leave_warning_at, view.screen)),
            ("handover", self._handover.show, (view.handover, money)),
            ("staff", self._staff.show, (view.staff, view.staff_entry, money)),
        )

    def _sound_paid(self) -> None:
        self.sounded.emit("paid")

    def _go(self, view: KioskView) -> None:
        if self._screen is not view.screen:
            self._screen = view.screen
            self._camera.enable(view.screen is Screen.BASKET)
            self.screenChanged.emit()
            self.closePanel()
        overlay = overlay_of(view)
        if self._overlay is not overlay:
            self._overlay = overlay
            self.overlayChanged.emit()
        self._put_panel(panel_after(self._panel, view))

    def _put_panel(self, panel: Panel) -> None:
        if self._panel is not panel:
            left, self._panel = self._panel, panel
            self.panelChanged.emit()
            if left is Panel.PRICE:
                self.price_model.forget()
            elif left is Panel.NEAR:
                self.near_model.forget()

    def close(self) -> None:
        """Let go of the camera, and wait for nobody."""
        self._camera.enable(False)
        self.access_model.close()

    def _screen_file(self) -> str:
        return SCREEN_FILES[self._screen]

    def _overlay_name(self) -> str:
        return str(self._overlay)

    def _panel_name(self) -> str:
        return str(self._panel)

    def _access_part(self) -> AccessModel:
        return self.access_model

    def _top_bar_part(self) -> TopBarModel:
        return self._top_bar

    def _basket_part(self) -> BasketModel:
        return self._basket

    def _price_part(self) -> PriceModel:
        return self.price_model

    def _near_part(self) -> NearModel:
        return self.near_model

    def _coupons_part(self) -> CouponModel:
        return self._coupons

    def _extras_part(self) -> ExtrasModel:
        return self._extras

    def _find_part(self) -> FindModel:
        return self._find

    def _notice_part(self) -> NoticeModel:
        return self._notice

    def _age_check_part(self) -> AgeCheckModel:
        return self._age_check

    def _pay_part(self) -> PayModel:
        return self._pay

    def _paid_part(self) -> PaidModel:
        return self._paid

    def _trouble_part(self) -> TroubleModel:
        return self._trouble

    def _presence_part(self) -> PresenceModel:
        return self._presence

    def _handover_part(self) -> HandoverModel:
        return self._handover

    def _staff_part(self) -> StaffModel:
        return self._staff

    def _camera_part(self) -> CameraSource:
        return self._camera

    screen = Property(str, _screen_file, notify=screenChanged)
    overlay = Property(str, _overlay_name, notify=overlayChanged)
    panel = Property(str, _panel_name, notify=panelChanged)
    access = Property(AccessModel, _access_part, constant=True)
    topBar = Property(TopBarModel, _top_bar_part, constant=True)
    basket = Property(BasketModel, _basket_part, constant=True)
    price = Property(PriceModel, _price_part, constant=True)
    near = Property(NearModel, _near_part, constant=True)
    coupons = Property(CouponModel, _coupons_part, constant=True)
    extras = Property(ExtrasModel, _extras_part, constant=True)
    find = Property(FindModel, _find_part, constant=True)
    notice = Property(NoticeModel, _notice_part, constant=True)
    ageCheck = Property(AgeCheckModel, _age_check_part, constant=True)
    pay = Property(PayModel, _pay_part, constant=True)
    paid = Property(PaidModel, _paid_part, constant=True)
    trouble = Property(TroubleModel, _trouble_part, constant=True)
    presence = Property(PresenceModel, _presence_part, constant=True)
    handover = Property(HandoverModel, _handover_part, constant=True)
    staff = Property(StaffModel, _staff_part, constant=True)
    camera = Property(CameraSource, _camera_part, constant=True)

    @Slot()
    def startTrip(self) -> None:
        self._post(StartTrip())

    @Slot(str)
    def openPanel(self, name: str) -> None:
        """Open a panel; one the screen does not have stays closed."""
        if self._view is not None:
            self._put_panel(panel_after(Panel(name), self._view))

    @Slot()
    def closePanel(self) -> None:
        self._put_panel(Panel.NONE)


SOUND_OF = {kind: str(kind) for kind in NoticeKind}
"""The sound of a notice; `info` has none of its own."""
