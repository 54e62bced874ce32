<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
<context>
    <name>BagsOverlay</name>
    <message numerus="yes">
        <source>%n bag(s), %1</source>
        <translation>
            <numerusform>%n bag, %1</numerusform>
            <numerusform>%n bags, %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BasketCard</name>
    <message numerus="yes">
        <source>%n piece(s)</source>
        <translation>
            <numerusform>%n piece</numerusform>
            <numerusform>%n pieces</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HandoverScreen</name>
    <message numerus="yes">
        <source>%n piece(s)</source>
        <translation>
            <numerusform>%n piece</numerusform>
            <numerusform>%n pieces</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PayScreen</name>
    <message numerus="yes">
        <source>%n piece(s)</source>
        <translation>
            <numerusform>%n piece</numerusform>
            <numerusform>%n pieces</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReceiptCard</name>
    <message numerus="yes">
        <source>%n point(s) earned.</source>
        <translation>
            <numerusform>%n point earned.</numerusform>
            <numerusform>%n points earned.</numerusform>
        </translation>
    </message>
</context>
</TS>
