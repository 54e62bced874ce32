<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>BenchHead</name>
    <message>
        <source>The shop around the kiosk</source>
        <translation>自助机周围的商店</translation>
    </message>
    <message>
        <source>Hold up goods, pay with the phone, take the receipt, break things.</source>
        <translation>举起商品、用手机付款、取小票，也可以制造故障。</translation>
    </message>
    <message>
        <source>Simulated: no real money is charged</source>
        <translation>全部为模拟，不会真实扣款</translation>
    </message>
</context>
<context>
    <name>BenchWindow</name>
    <message>
        <source>Touchlane workbench</source>
        <translation>Touchlane 工作台</translation>
    </message>
</context>
<context>
    <name>CategoryRail</name>
    <message>
        <source>Fruit</source>
        <translation>水果</translation>
    </message>
    <message>
        <source>Vegetables</source>
        <translation>蔬菜</translation>
    </message>
    <message>
        <source>Dairy</source>
        <translation>乳品</translation>
    </message>
    <message>
        <source>Bakery</source>
        <translation>烘焙</translation>
    </message>
    <message>
        <source>Drinks</source>
        <translation>饮料</translation>
    </message>
    <message>
        <source>Coffee</source>
        <translation>咖啡</translation>
    </message>
    <message>
        <source>Snacks</source>
        <translation>零食</translation>
    </message>
    <message>
        <source>Noodles</source>
        <translation>面食</translation>
    </message>
    <message>
        <source>Meat</source>
        <translation>肉类</translation>
    </message>
    <message>
        <source>Seafood</source>
        <translation>水产</translation>
    </message>
    <message>
        <source>Frozen</source>
        <translation>冷冻</translation>
    </message>
    <message>
        <source>Household</source>
        <translation>日用</translation>
    </message>
    <message>
        <source>Care</source>
        <translation>个护</translation>
    </message>
    <message>
        <source>Alcohol</source>
        <translation>酒类</translation>
    </message>
    <message>
        <source>Tobacco</source>
        <translation>烟草</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>Photographs</source>
        <translation>照片</translation>
    </message>
</context>
<context>
    <name>FaultGroup</name>
    <message>
        <source>Printer</source>
        <translation>打印机</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>摄像头</translation>
    </message>
    <message>
        <source>Cloud</source>
        <translation>云端</translation>
    </message>
    <message>
        <source>Payment provider</source>
        <translation>支付服务</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>不应答</translation>
    </message>
    <message>
        <source>Out of paper</source>
        <translation>缺纸</translation>
    </message>
    <message>
        <source>Cover open</source>
        <translation>开盖</translation>
    </message>
    <message>
        <source>Unplugged</source>
        <translation>拔线</translation>
    </message>
    <message>
        <source>Frozen</source>
        <translation>画面卡住</translation>
    </message>
    <message>
        <source>Lost</source>
        <translation>断开</translation>
    </message>
    <message>
        <source>Network cut</source>
        <translation>断网</translation>
    </message>
    <message>
        <source>Silent</source>
        <translation>不应答</translation>
    </message>
    <message>
        <source>Slow</source>
        <translation>响应慢</translation>
    </message>
</context>
<context>
    <name>FaultPane</name>
    <message>
        <source>What is wrong</source>
        <translation>故障开关</translation>
    </message>
    <message>
        <source>Switch a fault on and watch the kiosk.</source>
        <translation>打开一个故障，看自助机怎么办。</translation>
    </message>
    <message>
        <source>Mend all</source>
        <translation>全部修好</translation>
    </message>
</context>
<context>
    <name>FolderPicker</name>
    <message>
        <source>A folder of photographs of goods</source>
        <translation>选择放有商品照片的文件夹</translation>
    </message>
</context>
<context>
    <name>MemberPage</name>
    <message>
        <source>Member code</source>
        <translation>会员码</translation>
    </message>
    <message>
        <source>Asking the cloud…</source>
        <translation>正在向云端获取…</translation>
    </message>
    <message>
        <source>Held before the kiosk&apos;s camera</source>
        <translation>已举到摄像头前</translation>
    </message>
    <message>
        <source>Show it to the kiosk while shopping: member prices apply at once.</source>
        <translation>购物时给自助机看，立即按会员价计。</translation>
    </message>
    <message>
        <source>Member page in the browser</source>
        <translation>在浏览器中打开会员页</translation>
    </message>
</context>
<context>
    <name>OrderPage</name>
    <message>
        <source>Paid</source>
        <translation>支付成功</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>已拒绝支付</translation>
    </message>
    <message>
        <source>Refunded</source>
        <translation>已退款</translation>
    </message>
    <message>
        <source>The kiosk closed this order</source>
        <translation>自助机已关闭订单</translation>
    </message>
    <message>
        <source>This code has expired</source>
        <translation>付款码已过期</translation>
    </message>
    <message>
        <source>Already paid</source>
        <translation>已经支付过</translation>
    </message>
    <message>
        <source>The wallet knows no such order</source>
        <translation>钱包里没有这个订单</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>正在打开…</translation>
    </message>
    <message>
        <source>Simulated wallet</source>
        <translation>模拟钱包</translation>
    </message>
    <message>
        <source>Valid for %1 s</source>
        <translation>%1 秒内有效</translation>
    </message>
    <message>
        <source>Pay</source>
        <translation>确认支付</translation>
    </message>
    <message>
        <source>Refuse</source>
        <translation>拒绝支付</translation>
    </message>
    <message>
        <source>Do nothing</source>
        <translation>不操作</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>PaperPane</name>
    <message>
        <source>Paper</source>
        <translation>小票</translation>
    </message>
    <message>
        <source>The kiosk&apos;s receipt printer.</source>
        <translation>自助机的小票打印机。</translation>
    </message>
    <message>
        <source>The kiosk&apos;s receipt printer. Slips: %1</source>
        <translation>自助机的小票打印机，已出 %1 张。</translation>
    </message>
    <message>
        <source>The receipt comes out here after paying.</source>
        <translation>付款后，小票从这里出来。</translation>
    </message>
    <message>
        <source>Take the slip</source>
        <translation>取走小票</translation>
    </message>
</context>
<context>
    <name>PhonePane</name>
    <message>
        <source>Phone</source>
        <translation>手机</translation>
    </message>
    <message>
        <source>Its camera reads the code on the kiosk&apos;s screen.</source>
        <translation>用手机相机读取自助机屏幕上的码。</translation>
    </message>
    <message>
        <source>A member&apos;s code, new every minute.</source>
        <translation>会员码每分钟更新一次。</translation>
    </message>
    <message>
        <source>Hold to the kiosk&apos;s camera</source>
        <translation>给自助机摄像头看</translation>
    </message>
    <message>
        <source>Lower the phone</source>
        <translation>放下手机</translation>
    </message>
    <message>
        <source>Hold up to the kiosk</source>
        <translation>举起手机扫自助机</translation>
    </message>
</context>
<context>
    <name>PhoneTabs</name>
    <message>
        <source>Scan</source>
        <translation>扫码</translation>
    </message>
    <message>
        <source>Member</source>
        <translation>会员码</translation>
    </message>
</context>
<context>
    <name>ReceiptPage</name>
    <message>
        <source>The receipt is on its way</source>
        <translation>小票正在送达</translation>
    </message>
    <message>
        <source>The kiosk sends the sale to the cloud as soon as it can.</source>
        <translation>自助机会尽快把这笔交易送到云端。</translation>
    </message>
    <message>
        <source>E-receipt arrived</source>
        <translation>电子小票已送达</translation>
    </message>
    <message>
        <source>In the browser</source>
        <translation>在浏览器中打开</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>ScalePane</name>
    <message>
        <source>Scale · %1</source>
        <translation>电子秤 · %1</translation>
    </message>
    <message>
        <source>%1 g</source>
        <translation>%1 克</translation>
    </message>
    <message>
        <source>Off the scale</source>
        <translation>从秤上拿下</translation>
    </message>
    <message>
        <source>Weight in grams</source>
        <translation>重量（克）</translation>
    </message>
    <message>
        <source>Print the label and hold</source>
        <translation>打印标签并举起</translation>
    </message>
</context>
<context>
    <name>ScanPage</name>
    <message>
        <source>Looking at the kiosk…</source>
        <translation>正在看自助机屏幕…</translation>
    </message>
    <message>
        <source>Phone put away</source>
        <translation>手机已收起</translation>
    </message>
    <message>
        <source>Not a code for this phone</source>
        <translation>这个码不是给手机用的</translation>
    </message>
    <message>
        <source>Nothing scanned yet</source>
        <translation>还没有扫码</translation>
    </message>
    <message>
        <source>It reads the payment code or the receipt&apos;s code as soon as one is shown.</source>
        <translation>付款码或小票码一出现就会读取。</translation>
    </message>
    <message>
        <source>Neither paid nor refused: the order waits until the kiosk gives up.</source>
        <translation>既没付也没拒绝：订单一直等到自助机放弃。</translation>
    </message>
    <message>
        <source>Hold it up when the kiosk shows a code to pay, or the code of the receipt.</source>
        <translation>自助机显示付款码或小票码时，举起手机。</translation>
    </message>
</context>
<context>
    <name>ShelfFoot</name>
    <message>
        <source>Straight</source>
        <translation>端正</translation>
    </message>
    <message>
        <source>Tilted</source>
        <translation>倾斜</translation>
    </message>
    <message>
        <source>Far</source>
        <translation>远</translation>
    </message>
    <message>
        <source>Blurred</source>
        <translation>模糊</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>昏暗</translation>
    </message>
    <message>
        <source>Held</source>
        <translation>举法</translation>
    </message>
    <message>
        <source>Own photographs…</source>
        <translation>自己的照片…</translation>
    </message>
</context>
<context>
    <name>ShelfPane</name>
    <message>
        <source>Shelf</source>
        <translation>货架</translation>
    </message>
    <message>
        <source>Click a good: a hand holds it before the kiosk&apos;s camera.</source>
        <translation>点击商品，一只手会把它举到自助机的摄像头前。</translation>
    </message>
</context>
<context>
    <name>TroubleLine</name>
    <message>
        <source>The kiosk&apos;s camera did not answer. Nothing was held; try again.</source>
        <translation>摄像头没有应答，没有举起任何东西，请再试。</translation>
    </message>
    <message>
        <source>The printer&apos;s switches did not answer; the switch stays as it was.</source>
        <translation>打印机开关没有应答，保持原样。</translation>
    </message>
    <message>
        <source>The cable to the cloud could not be switched.</source>
        <translation>没能切换到云端的网线。</translation>
    </message>
    <message>
        <source>The payment provider did not answer. Try again.</source>
        <translation>支付服务没有应答，请再试。</translation>
    </message>
    <message>
        <source>The cloud did not answer; asking again.</source>
        <translation>云端没有应答，正在重试。</translation>
    </message>
    <message>
        <source>The goods could not be read: the shelf stays empty.</source>
        <translation>读不到商品资料，货架是空的。</translation>
    </message>
    <message>
        <source>Some goods were left out of the shelf:</source>
        <translation>有些商品没有上架：</translation>
    </message>
    <message>
        <source>This folder could not be read. Choose another one.</source>
        <translation>读不了这个文件夹，请换一个。</translation>
    </message>
    <message>
        <source>There is no photograph in this folder (JPEG, PNG, WebP or BMP).</source>
        <translation>这个文件夹里没有照片（JPEG、PNG、WebP 或 BMP）。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
</TS>
