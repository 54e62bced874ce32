<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
<context>
    <name>AgeCheckOverlay</name>
    <message>
        <source>An age check is needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Staff must approve this item</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For the attendant: check, then type your PIN.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This item is sold from %1 years of age. An attendant comes to you; please have your ID ready.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An attendant comes to you and has a look.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>I am the attendant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take it out of the basket</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AttractScreen</name>
    <message>
        <source>Scan it.
Pay. Go.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold your goods up to the camera, one by one. No queue, no wait.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tap to start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Or scan your first item right away</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BasketCard</name>
    <message>
        <source>Basket</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hello, %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Member prices</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n piece(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BasketLine</name>
    <message>
        <source>%1, %2 pieces, %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Staff will check</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BasketScreen</name>
    <message>
        <source>No connection. You can go on scanning; paying works again once it is back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key in a barcode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel shopping</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CameraCard</name>
    <message>
        <source>Camera picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The camera is not ready. Key in the digits below the barcode, or ask staff.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold the barcode in the frame</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CheckingScreen</name>
    <message>
        <source>Do not pay again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>We are checking your payment with the bank. This can take a minute; the screen changes by itself.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DigitPad</name>
    <message>
        <source>Erase a digit</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EmptyBasket</name>
    <message>
        <source>Nothing in the basket yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold a barcode up to the camera. Your member code works the same way.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HelpPanel</name>
    <message>
        <source>How it works</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold each barcode in the camera&apos;s frame until it turns green. No barcode? Key in its digits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scan the code on the screen with your wallet app and confirm on your phone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take your receipt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On paper, or on your phone with the code on the last screen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Still stuck? Ask any member of staff. Your basket stays as it is.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KeypadPanel</name>
    <message>
        <source>Key in a barcode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type the digits printed below the bars.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LeavePanel</name>
    <message>
        <source>Cancel shopping?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The basket is emptied and nothing is charged. Please leave the goods with staff.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep shopping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Empty the basket and leave</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NeedsStaffScreen</name>
    <message>
        <source>Please ask staff</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tell them this code</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NoticePill</name>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OutOfServiceScreen</name>
    <message>
        <source>Not in service right now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please use another checkout or ask staff.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PaidScreen</name>
    <message>
        <source>Paid. Thank you!</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sale %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PayCard</name>
    <message>
        <source>Payment code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Confirm on your phone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preparing your code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scan with your wallet app</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New QR code</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PayFoot</name>
    <message>
        <source>Total</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>saved %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pay now</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PayScreen</name>
    <message>
        <source>Back to basket</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Amount due</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n piece(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>saved %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stay here until this screen says it is paid.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The screen changes by itself once you have paid. The receipt is printed here.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PinEntry</name>
    <message>
        <source>PIN</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Approve</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReceiptCard</name>
    <message>
        <source>Scan to keep your receipt on your phone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your receipt is being printed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please take your receipt below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The printer did not confirm. If you want paper, ask staff.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No paper receipt this time. The code above is your receipt.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Added to your member account.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Receipt code</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SheetHead</name>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SimulatedTab</name>
    <message>
        <source>Simulated payment</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StartingScreen</name>
    <message>
        <source>Getting ready</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Stepper</name>
    <message>
        <source>One less: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take out: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One more: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StillThereOverlay</name>
    <message>
        <source>Are you still there?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without a touch the basket is emptied when the time is up. Nothing is charged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Yes, go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No, empty the basket</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TimeLeft</name>
    <message>
        <source>Time left %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Help</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WalletChip</name>
    <message>
        <source>WeChat Pay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alipay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>UnionPay</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
