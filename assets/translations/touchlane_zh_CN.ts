<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>AccessPanel</name>
    <message>
        <source>Accessibility</source>
        <translation>无障碍</translation>
    </message>
    <message>
        <source>For this visit only.</source>
        <translation>仅本次购物有效。</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>高对比度</translation>
    </message>
    <message>
        <source>Bright</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Size of the words</source>
        <translation>文字大小</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>标准</translation>
    </message>
    <message>
        <source>Large</source>
        <translation>大字</translation>
    </message>
    <message>
        <source>Buttons</source>
        <translation>按钮位置</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>标准</translation>
    </message>
    <message>
        <source>Low down</source>
        <translation>靠下</translation>
    </message>
    <message>
        <source>Sounds</source>
        <translation>提示音</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>Low</source>
        <translation>小</translation>
    </message>
    <message>
        <source>Mid</source>
        <translation>中</translation>
    </message>
    <message>
        <source>High</source>
        <translation>大</translation>
    </message>
</context>
<context>
    <name>AgeCheckOverlay</name>
    <message>
        <source>An age check is needed</source>
        <translation>需要核对年龄</translation>
    </message>
    <message>
        <source>Staff must approve this item</source>
        <translation>这件商品需要店员确认</translation>
    </message>
    <message>
        <source>For the attendant: check, then type your PIN.</source>
        <translation>店员请核对后输入 PIN。</translation>
    </message>
    <message>
        <source>This item is sold from %1 years of age. An attendant comes to you; please have your ID ready.</source>
        <translation>这件商品仅向 %1 岁及以上的顾客出售。店员会过来，请备好身份证件。</translation>
    </message>
    <message>
        <source>An attendant comes to you and has a look.</source>
        <translation>店员会过来查看一下。</translation>
    </message>
    <message>
        <source>Allow</source>
        <translation>同意</translation>
    </message>
    <message>
        <source>I am the attendant</source>
        <translation>我是店员</translation>
    </message>
    <message>
        <source>Take it out of the basket</source>
        <translation>从购物篮取出</translation>
    </message>
</context>
<context>
    <name>AttractScreen</name>
    <message>
        <source>Scan it.
Pay. Go.</source>
        <translation>扫一扫，
付款就走</translation>
    </message>
    <message>
        <source>Payment is not possible here at the moment: scan here, then pay at the staffed till.</source>
        <translation>本机暂时不能付款：请在这里扫码，再到人工收银台付款。</translation>
    </message>
    <message>
        <source>No connection: scan here, then pay at the staffed till.</source>
        <translation>网络中断：可在这里扫码，然后到人工收银台付款。</translation>
    </message>
    <message>
        <source>Hold your goods up to the camera, one by one. No queue, no wait.</source>
        <translation>将商品逐件对准摄像头，无需排队，无需等待。</translation>
    </message>
    <message>
        <source>Tap to start</source>
        <translation>点这里开始</translation>
    </message>
    <message>
        <source>Or scan your first item right away</source>
        <translation>也可以直接扫描第一件商品</translation>
    </message>
</context>
<context>
    <name>BagsOverlay</name>
    <message>
        <source>Do you need a bag?</source>
        <translation>需要购物袋吗？</translation>
    </message>
    <message>
        <source>%1, %2 each</source>
        <translation>%1，每个 %2</translation>
    </message>
    <message>
        <source>No bag, thank you</source>
        <translation>不需要，谢谢</translation>
    </message>
    <message>
        <source>One bag less</source>
        <translation>少一个购物袋</translation>
    </message>
    <message>
        <source>One bag more</source>
        <translation>多一个购物袋</translation>
    </message>
    <message numerus="yes">
        <source>%n bag(s), %1</source>
        <translation>
            <numerusform>要 %n 个，%1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BasketAnswer</name>
    <message>
        <source>Key in again</source>
        <translation>重新输入</translation>
    </message>
    <message>
        <source>Key it in</source>
        <translation>输入数字</translation>
    </message>
    <message>
        <source>Note my wish</source>
        <translation>登记需求</translation>
    </message>
    <message>
        <source>Call staff</source>
        <translation>呼叫店员</translation>
    </message>
    <message>
        <source>OK, got it</source>
        <translation>知道了</translation>
    </message>
</context>
<context>
    <name>BasketCard</name>
    <message>
        <source>Basket</source>
        <translation>购物篮</translation>
    </message>
    <message numerus="yes">
        <source>%n piece(s)</source>
        <translation>
            <numerusform>%n 件</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BasketLine</name>
    <message>
        <source>%1, %2 pieces, %3</source>
        <translation>%1，%2 件，%3</translation>
    </message>
    <message>
        <source>+ %1 deposit</source>
        <translation>押金 +%1</translation>
    </message>
    <message>
        <source>Staff will check</source>
        <translation>等店员确认</translation>
    </message>
</context>
<context>
    <name>BasketScreen</name>
    <message>
        <source>Payment is not possible here at the moment. Go on scanning; pay at the staffed till.</source>
        <translation>本机暂时不能付款。可以继续扫码，再到人工收银台付款。</translation>
    </message>
    <message>
        <source>No connection. Go on scanning; pay once it is back, or at the staffed till.</source>
        <translation>网络中断。可以继续扫码，恢复后付款，或到人工收银台付款。</translation>
    </message>
</context>
<context>
    <name>BasketTools</name>
    <message>
        <source>To the staffed till</source>
        <translation>到人工收银台</translation>
    </message>
    <message>
        <source>No barcode?</source>
        <translation>没有条码？</translation>
    </message>
    <message>
        <source>Key in digits</source>
        <translation>输入条码</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消购物</translation>
    </message>
</context>
<context>
    <name>CameraCard</name>
    <message>
        <source>Camera picture</source>
        <translation>摄像头画面</translation>
    </message>
    <message>
        <source>The camera is not ready. Key in the digits below the barcode, or ask staff.</source>
        <translation>摄像头未就绪。请输入条码下方的数字，或找店员帮忙。</translation>
    </message>
    <message>
        <source>Hold the barcode in the frame</source>
        <translation>请将条码对准取景框</translation>
    </message>
</context>
<context>
    <name>CheckingScreen</name>
    <message>
        <source>Do not pay again</source>
        <translation>请勿重复付款</translation>
    </message>
    <message>
        <source>One moment, please</source>
        <translation>请稍候</translation>
    </message>
    <message>
        <source>We are checking your vouchers. This can take a minute; the screen changes by itself.</source>
        <translation>正在确认您的券，可能需要一分钟，屏幕会自动更新。</translation>
    </message>
    <message>
        <source>We are checking your payment. This can take a minute; the screen changes by itself.</source>
        <translation>正在核实您的付款，可能需要一分钟，屏幕会自动更新。</translation>
    </message>
</context>
<context>
    <name>CouponRow</name>
    <message>
        <source>Return voucher</source>
        <translation>退瓶券</translation>
    </message>
    <message>
        <source>Coupon</source>
        <translation>优惠券</translation>
    </message>
    <message>
        <source>Do not use: %1</source>
        <translation>不使用：%1</translation>
    </message>
</context>
<context>
    <name>DigitPad</name>
    <message>
        <source>Erase a digit</source>
        <translation>删除一位</translation>
    </message>
</context>
<context>
    <name>EmptyBasket</name>
    <message>
        <source>Nothing in the basket yet</source>
        <translation>购物篮还是空的</translation>
    </message>
    <message>
        <source>Hold a barcode up to the camera. Your member code works the same way.</source>
        <translation>将商品条码对准摄像头，会员码也可以这样扫。</translation>
    </message>
</context>
<context>
    <name>FindCard</name>
    <message>
        <source>Weigh first</source>
        <translation>请先称重</translation>
    </message>
    <message>
        <source>Staff will check</source>
        <translation>等店员确认</translation>
    </message>
    <message>
        <source>Order for home</source>
        <translation>可订购到家</translation>
    </message>
    <message>
        <source>Not sold now</source>
        <translation>暂不出售</translation>
    </message>
</context>
<context>
    <name>FindField</name>
    <message>
        <source>Name, brand or number</source>
        <translation>名称、拼音、首字母或编号</translation>
    </message>
</context>
<context>
    <name>FindGrid</name>
    <message>
        <source>Goods</source>
        <translation>商品</translation>
    </message>
    <message>
        <source>There is more. Type the name.</source>
        <translation>还有更多商品，请输入名称。</translation>
    </message>
</context>
<context>
    <name>FindScreen</name>
    <message>
        <source>Back to basket</source>
        <translation>返回购物篮</translation>
    </message>
    <message>
        <source>All categories</source>
        <translation>全部分类</translation>
    </message>
    <message>
        <source>What are you looking for?</source>
        <translation>您要找什么商品？</translation>
    </message>
    <message>
        <source>Is it one of these?</source>
        <translation>是其中之一吗？</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>没有找到</translation>
    </message>
    <message>
        <source>Nothing here by that name. Try its first letters, or look through the categories.</source>
        <translation>没有找到这样的商品。请试试拼音首字母，或从分类中查找。</translation>
    </message>
    <message>
        <source>Call staff</source>
        <translation>呼叫店员</translation>
    </message>
</context>
<context>
    <name>HandoverScreen</name>
    <message>
        <source>Back to basket</source>
        <translation>返回购物篮</translation>
    </message>
    <message>
        <source>Pay at the staffed till</source>
        <translation>请到人工收银台付款</translation>
    </message>
    <message>
        <source>Ask staff to scan this code. You were not charged.</source>
        <translation>请店员扫描这个二维码。这里没有扣款。</translation>
    </message>
    <message numerus="yes">
        <source>%n piece(s)</source>
        <translation>
            <numerusform>%n 件</numerusform>
        </translation>
    </message>
    <message>
        <source>Code of the basket</source>
        <translation>购物篮二维码</translation>
    </message>
    <message>
        <source>Previous code</source>
        <translation>上一个二维码</translation>
    </message>
    <message>
        <source>Code %1 of %2</source>
        <translation>第 %1 个，共 %2 个</translation>
    </message>
    <message>
        <source>Next code</source>
        <translation>下一个二维码</translation>
    </message>
    <message>
        <source>The till has the basket</source>
        <translation>收银台已接收</translation>
    </message>
</context>
<context>
    <name>HelpPanel</name>
    <message>
        <source>How it works</source>
        <translation>使用方法</translation>
    </message>
    <message>
        <source>Scan</source>
        <translation>扫码</translation>
    </message>
    <message>
        <source>Hold each barcode in the camera&apos;s frame until it turns green. If it does not scan, key in its digits.</source>
        <translation>将条码逐件对准取景框，变绿即可。扫不出来？可以输入条码数字。</translation>
    </message>
    <message>
        <source>Pay</source>
        <translation>付款</translation>
    </message>
    <message>
        <source>Scan the code on the screen with your wallet app and confirm on your phone.</source>
        <translation>用手机钱包扫屏幕上的二维码，并在手机上确认。</translation>
    </message>
    <message>
        <source>Take your receipt</source>
        <translation>拿小票</translation>
    </message>
    <message>
        <source>On paper, or on your phone with the code on the last screen.</source>
        <translation>可取纸质小票，也可扫最后一屏的码存到手机。</translation>
    </message>
    <message>
        <source>Still stuck? Ask any member of staff. Your basket stays as it is.</source>
        <translation>还有问题？请找任意店员，购物篮会保留。</translation>
    </message>
</context>
<context>
    <name>KeypadPanel</name>
    <message>
        <source>Key in a barcode</source>
        <translation>输入条码</translation>
    </message>
    <message>
        <source>Type all digits printed below the bars, or the number of a loose item.</source>
        <translation>请输入条码下方的全部数字，散装商品请输入商品编号。</translation>
    </message>
    <message>
        <source>Digits of the barcode</source>
        <translation>条码数字</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
</context>
<context>
    <name>LeavePanel</name>
    <message>
        <source>Cancel shopping?</source>
        <translation>要取消购物吗？</translation>
    </message>
    <message>
        <source>The basket is emptied and nothing is charged. Please leave the goods with staff.</source>
        <translation>购物篮会清空，不会扣款。请把商品交给店员。</translation>
    </message>
    <message>
        <source>Keep shopping</source>
        <translation>继续购物</translation>
    </message>
    <message>
        <source>Empty the basket and leave</source>
        <translation>清空并离开</translation>
    </message>
</context>
<context>
    <name>LetterPad</name>
    <message>
        <source>Erase a letter</source>
        <translation>删除一个字</translation>
    </message>
    <message>
        <source>Erase everything</source>
        <translation>全部清除</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>空格</translation>
    </message>
    <message>
        <source>Digits</source>
        <translation>数字</translation>
    </message>
</context>
<context>
    <name>MemberChip</name>
    <message>
        <source>Member %1. Go on without membership</source>
        <translation>会员 %1，点按可不使用会员</translation>
    </message>
    <message>
        <source>Go on without membership</source>
        <translation>不使用会员，继续</translation>
    </message>
    <message>
        <source>Member</source>
        <translation>会员</translation>
    </message>
</context>
<context>
    <name>NearPanel</name>
    <message>
        <source>%1 more. These count:</source>
        <translation>再买 %1 件。以下商品都算：</translation>
    </message>
    <message>
        <source>%1 to go. Nearly everything counts.</source>
        <translation>还差 %1。几乎所有商品都算。</translation>
    </message>
    <message>
        <source>%1 to go. These count:</source>
        <translation>还差 %1。以下商品都算：</translation>
    </message>
    <message>
        <source>%1 more and you save %2. These count:</source>
        <translation>再买 %1 件，省 %2。以下商品都算：</translation>
    </message>
    <message>
        <source>%1 to go and you save %2. Nearly everything counts.</source>
        <translation>还差 %1，省 %2。几乎所有商品都算。</translation>
    </message>
    <message>
        <source>%1 to go and you save %2. These count:</source>
        <translation>还差 %1，省 %2。以下商品都算：</translation>
    </message>
</context>
<context>
    <name>NeedsStaffScreen</name>
    <message>
        <source>Please ask staff</source>
        <translation>请找店员</translation>
    </message>
    <message>
        <source>Tell them this code</source>
        <translation>请告诉店员这个代码</translation>
    </message>
</context>
<context>
    <name>NoticePill</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>OfferChips</name>
    <message>
        <source>%1 more: %2</source>
        <translation>再买 %1 件：%2</translation>
    </message>
    <message>
        <source>%1 to go: %2</source>
        <translation>还差 %1：%2</translation>
    </message>
    <message>
        <source>%1 more: %2, save %3</source>
        <translation>再买 %1 件：%2，省 %3</translation>
    </message>
    <message>
        <source>%1 to go: %2, save %3</source>
        <translation>还差 %1：%2，省 %3</translation>
    </message>
    <message>
        <source>%1 given to %2</source>
        <translation>已向%2捐 %1</translation>
    </message>
    <message>
        <source>Round up: give %1 to %2</source>
        <translation>凑整：向%2捐 %1</translation>
    </message>
</context>
<context>
    <name>OutOfServiceScreen</name>
    <message>
        <source>Not in service right now</source>
        <translation>暂停服务</translation>
    </message>
    <message>
        <source>Please use another checkout or ask staff.</source>
        <translation>请使用其他收银台，或找店员帮忙。</translation>
    </message>
</context>
<context>
    <name>PaidScreen</name>
    <message>
        <source>Paid. Thank you!</source>
        <translation>付款成功，谢谢！</translation>
    </message>
    <message>
        <source>Sale %1</source>
        <translation>单号 %1</translation>
    </message>
    <message>
        <source>Done (%1)</source>
        <translation>完成（%1）</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
</context>
<context>
    <name>PayAnswers</name>
    <message>
        <source>It was %1; it is now %2.</source>
        <translation>原来 %1，现在 %2。</translation>
    </message>
    <message>
        <source>Pay %1</source>
        <translation>支付 %1</translation>
    </message>
    <message>
        <source>Back to basket</source>
        <translation>返回购物篮</translation>
    </message>
    <message>
        <source>Hold up the code that your phone shows now, or go on without it.</source>
        <translation>请出示手机上最新的会员码，或不用会员付款。</translation>
    </message>
    <message>
        <source>Go on without membership</source>
        <translation>不使用会员，继续</translation>
    </message>
    <message>
        <source>Your coupons and vouchers cover this basket. They are used up when you finish.</source>
        <translation>您的券已足够支付本单，完成后券即被使用。</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再试一次</translation>
    </message>
    <message>
        <source>New QR code</source>
        <translation>换一个二维码</translation>
    </message>
</context>
<context>
    <name>PayCard</name>
    <message>
        <source>Payment code</source>
        <translation>付款码</translation>
    </message>
    <message>
        <source>Nothing to pay</source>
        <translation>无需付款</translation>
    </message>
    <message>
        <source>Confirm on your phone</source>
        <translation>请在手机上确认</translation>
    </message>
    <message>
        <source>Preparing your code</source>
        <translation>正在生成二维码</translation>
    </message>
    <message>
        <source>Confirming your vouchers</source>
        <translation>正在确认您的券</translation>
    </message>
    <message>
        <source>Scan with your wallet app</source>
        <translation>打开手机钱包扫码支付</translation>
    </message>
</context>
<context>
    <name>PayFoot</name>
    <message>
        <source>Total</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>To pay</source>
        <translation>应付</translation>
    </message>
    <message>
        <source>You save %1</source>
        <translation>已省 %1</translation>
    </message>
    <message>
        <source>tax %1</source>
        <translation>税 %1</translation>
    </message>
    <message>
        <source>rounding %1</source>
        <translation>尾差 %1</translation>
    </message>
    <message>
        <source>vouchers %1</source>
        <translation>抵用券 %1</translation>
    </message>
    <message>
        <source>Pay now</source>
        <translation>去支付</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>完成</translation>
    </message>
</context>
<context>
    <name>PayScreen</name>
    <message>
        <source>Back to basket</source>
        <translation>返回购物篮</translation>
    </message>
    <message>
        <source>Amount due</source>
        <translation>应付金额</translation>
    </message>
    <message numerus="yes">
        <source>%n piece(s)</source>
        <translation>
            <numerusform>%n 件</numerusform>
        </translation>
    </message>
    <message>
        <source>vouchers %1</source>
        <translation>抵用券 %1</translation>
    </message>
    <message>
        <source>saved %1</source>
        <translation>已优惠 %1</translation>
    </message>
    <message>
        <source>No wallet is needed.</source>
        <translation>不需要使用钱包付款。</translation>
    </message>
    <message>
        <source>Stay here until this screen says it is paid.</source>
        <translation>请稍候，直到屏幕显示付款成功。</translation>
    </message>
    <message>
        <source>The screen changes by itself once you have paid.</source>
        <translation>付款后屏幕会自动更新。</translation>
    </message>
</context>
<context>
    <name>PinField</name>
    <message>
        <source>PIN</source>
        <translation>PIN</translation>
    </message>
</context>
<context>
    <name>PriceButton</name>
    <message>
        <source>%1: %2. Why this price?</source>
        <translation>%1：%2。查看价格说明</translation>
    </message>
</context>
<context>
    <name>PricePanel</name>
    <message>
        <source>Price</source>
        <translation>价格</translation>
    </message>
</context>
<context>
    <name>ReceiptCard</name>
    <message>
        <source>Scan to keep your receipt on your phone</source>
        <translation>扫码把小票存到手机</translation>
    </message>
    <message>
        <source>Paid already. Scan to add it to your membership.</source>
        <translation>已完成付款，扫码可将这笔消费计入会员</translation>
    </message>
    <message>
        <source>Paid already. Next time show the member code before you pay.</source>
        <translation>已完成付款，下次请在付款前出示会员码</translation>
    </message>
    <message>
        <source>Your receipt is being printed.</source>
        <translation>正在打印小票。</translation>
    </message>
    <message>
        <source>Please take your receipt below.</source>
        <translation>请在下方取走小票。</translation>
    </message>
    <message>
        <source>The printer did not confirm. If you want paper, ask staff.</source>
        <translation>打印机没有确认打印成功。需要纸质小票请找店员。</translation>
    </message>
    <message>
        <source>No paper receipt this time. The code above is your receipt.</source>
        <translation>这次没有纸质小票，上面的二维码就是您的小票。</translation>
    </message>
    <message>
        <source>Added to your member account.</source>
        <translation>已记入您的会员账户。</translation>
    </message>
    <message numerus="yes">
        <source>%n point(s) earned.</source>
        <translation>
            <numerusform>获得 %n 积分。</numerusform>
        </translation>
    </message>
    <message>
        <source>Receipt code</source>
        <translation>小票二维码</translation>
    </message>
</context>
<context>
    <name>Sheet</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>SheetHead</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>SimulatedTab</name>
    <message>
        <source>Simulated payment</source>
        <translation>模拟付款</translation>
    </message>
</context>
<context>
    <name>StaffBasket</name>
    <message>
        <source>No shopper has a basket here.</source>
        <translation>现在没有顾客的购物篮。</translation>
    </message>
    <message>
        <source>sold from %1 years of age</source>
        <translation>仅售 %1 岁及以上</translation>
    </message>
    <message>
        <source>needs a member of staff</source>
        <translation>需要店员确认</translation>
    </message>
    <message>
        <source>Allow</source>
        <translation>同意</translation>
    </message>
    <message>
        <source>Take out</source>
        <translation>取出</translation>
    </message>
    <message>
        <source>Discount</source>
        <translation>打折</translation>
    </message>
    <message>
        <source>Discount on all</source>
        <translation>整单打折</translation>
    </message>
    <message>
        <source>Tap again: empty this basket</source>
        <translation>再点一次：清空购物篮</translation>
    </message>
    <message>
        <source>Cancel this trip</source>
        <translation>取消这次购物</translation>
    </message>
</context>
<context>
    <name>StaffButton</name>
    <message>
        <source>For staff</source>
        <translation>店员入口</translation>
    </message>
</context>
<context>
    <name>StaffDay</name>
    <message>
        <source>Sales</source>
        <translation>销售</translation>
    </message>
    <message>
        <source>Pieces</source>
        <translation>件数</translation>
    </message>
    <message>
        <source>Discounts</source>
        <translation>优惠</translation>
    </message>
    <message>
        <source>of it by coupons</source>
        <translation>其中优惠券</translation>
    </message>
    <message>
        <source>of it by staff</source>
        <translation>其中店员优惠</translation>
    </message>
    <message>
        <source>By means of payment</source>
        <translation>按支付方式</translation>
    </message>
    <message>
        <source>By tax rate: net, tax, gross</source>
        <translation>按税率：不含税、税额、含税</translation>
    </message>
    <message>
        <source>Print X-report</source>
        <translation>打印 X 报表</translation>
    </message>
</context>
<context>
    <name>StaffDayTurn</name>
    <message>
        <source>The day before</source>
        <translation>前一天</translation>
    </message>
    <message>
        <source>The day after</source>
        <translation>后一天</translation>
    </message>
</context>
<context>
    <name>StaffDiscountPanel</name>
    <message>
        <source>The whole basket</source>
        <translation>整单</translation>
    </message>
    <message>
        <source>This store lets you take at most %1% off the goods in all.</source>
        <translation>本店最多可优惠全部商品金额的 %1%。</translation>
    </message>
    <message>
        <source>Damaged</source>
        <translation>包装破损</translation>
    </message>
    <message>
        <source>Near its date</source>
        <translation>临近日期</translation>
    </message>
    <message>
        <source>Price promise</source>
        <translation>价格承诺</translation>
    </message>
    <message>
        <source>Goodwill</source>
        <translation>服务补偿</translation>
    </message>
    <message>
        <source>How many percent?</source>
        <translation>优惠百分之几？</translation>
    </message>
    <message>
        <source>Take off</source>
        <translation>优惠</translation>
    </message>
</context>
<context>
    <name>StaffDoubt</name>
    <message>
        <source>Payment in doubt</source>
        <translation>付款待确认</translation>
    </message>
    <message>
        <source>Note the code for the shopper. Released, the payment is watched on and ends by itself in paid, closed or refunded.</source>
        <translation>请为顾客记下这个编号。放行后，系统继续跟踪付款，会自动以已付、关闭或退款结束。</translation>
    </message>
    <message>
        <source>Release this trip</source>
        <translation>放行这位顾客</translation>
    </message>
    <message>
        <source>Tap again: release it</source>
        <translation>再点一次：放行</translation>
    </message>
</context>
<context>
    <name>StaffEntryOverlay</name>
    <message>
        <source>For staff</source>
        <translation>店员入口</translation>
    </message>
    <message>
        <source>Type your PIN or hold your badge up to the scanner.</source>
        <translation>请输入 PIN 或扫描工牌。</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>进入</translation>
    </message>
</context>
<context>
    <name>StaffSales</name>
    <message>
        <source>no receipt</source>
        <translation>无小票</translation>
    </message>
    <message>
        <source>not printed yet</source>
        <translation>尚未打印</translation>
    </message>
    <message>
        <source>being printed</source>
        <translation>打印中</translation>
    </message>
    <message>
        <source>printed</source>
        <translation>已打印</translation>
    </message>
    <message>
        <source>torn, will be printed again</source>
        <translation>打印中断，将重打</translation>
    </message>
    <message>
        <source>printed, not confirmed</source>
        <translation>已打印，未确认</translation>
    </message>
    <message>
        <source>No sales on this day.</source>
        <translation>这一天没有销售。</translation>
    </message>
    <message>
        <source>Print again</source>
        <translation>重打</translation>
    </message>
</context>
<context>
    <name>StaffScreen</name>
    <message>
        <source>Leave staff mode</source>
        <translation>退出店员模式</translation>
    </message>
    <message>
        <source>Kiosk</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Basket</source>
        <translation>购物篮</translation>
    </message>
    <message>
        <source>Sales</source>
        <translation>销售</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>日报</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>任务</translation>
    </message>
</context>
<context>
    <name>StaffState</name>
    <message>
        <source>starting</source>
        <translation>启动中</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>已断开</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>摄像头</translation>
    </message>
    <message>
        <source>Scanner</source>
        <translation>扫描器</translation>
    </message>
    <message>
        <source>Printer</source>
        <translation>打印机</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>电子秤</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>指示灯</translation>
    </message>
    <message>
        <source>Cloud</source>
        <translation>云端</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>存储</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>时钟</translation>
    </message>
    <message>
        <source>Serving shoppers</source>
        <translation>对顾客</translation>
    </message>
    <message>
        <source>open</source>
        <translation>营业</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>Catalogue</source>
        <translation>商品目录</translation>
    </message>
    <message>
        <source>old</source>
        <translation>过期</translation>
    </message>
    <message>
        <source>Records waiting for the cloud</source>
        <translation>等待上传的记录</translation>
    </message>
    <message>
        <source>Tasks for staff</source>
        <translation>店员待办</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Close this kiosk</source>
        <translation>停用本机</translation>
    </message>
    <message>
        <source>Open this kiosk</source>
        <translation>启用本机</translation>
    </message>
</context>
<context>
    <name>StaffTasks</name>
    <message>
        <source>Nothing waits for you here.</source>
        <translation>本机没有待办事项。</translation>
    </message>
    <message>
        <source>Tap again: done</source>
        <translation>再点一次：已完成</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>%1 older ones wait behind these.</source>
        <translation>另有 %1 项较早的待办。</translation>
    </message>
</context>
<context>
    <name>StartingScreen</name>
    <message>
        <source>Getting ready</source>
        <translation>正在准备</translation>
    </message>
</context>
<context>
    <name>Stepper</name>
    <message>
        <source>One less: %1</source>
        <translation>减少一件：%1</translation>
    </message>
    <message>
        <source>Take out: %1</source>
        <translation>取出：%1</translation>
    </message>
    <message>
        <source>One more: %1</source>
        <translation>增加一件：%1</translation>
    </message>
</context>
<context>
    <name>StillThereOverlay</name>
    <message>
        <source>Are you still there?</source>
        <translation>您还在吗？</translation>
    </message>
    <message>
        <source>Without a touch the basket is emptied when the time is up. Nothing is charged.</source>
        <translation>如果没有操作，时间到后购物篮会清空，不会扣款。</translation>
    </message>
    <message>
        <source>Yes, go on</source>
        <translation>在，继续</translation>
    </message>
    <message>
        <source>No, empty the basket</source>
        <translation>不了，清空购物篮</translation>
    </message>
</context>
<context>
    <name>TimeLeft</name>
    <message>
        <source>Time left %1</source>
        <translation>剩余时间 %1</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Accessibility</source>
        <translation>无障碍</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
</context>
<context>
    <name>WalletNames</name>
    <message>
        <source>WeChat Pay</source>
        <translation>微信支付</translation>
    </message>
    <message>
        <source>Alipay</source>
        <translation>支付宝</translation>
    </message>
    <message>
        <source>UnionPay</source>
        <translation>云闪付</translation>
    </message>
    <message>
        <source>Return vouchers</source>
        <translation>退瓶券</translation>
    </message>
    <message>
        <source>Nothing to pay</source>
        <translation>无需付款</translation>
    </message>
</context>
</TS>
