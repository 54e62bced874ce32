pragma Singleton
import QtQuick

// What wallets are called by people.
QtObject {
    function of(wallet: string): string {
        return wallet.startsWith("wechat") ? qsTr("WeChat Pay") : wallet.startsWith("alipay") ? qsTr("Alipay")
             : wallet.startsWith("unionpay") ? qsTr("UnionPay")
             : wallet === "voucher" ? qsTr("Return vouchers") : wallet === "no_wallet" ? qsTr("Nothing to pay") : wallet
    }
}
