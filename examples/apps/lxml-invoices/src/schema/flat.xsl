<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:i="urn:example:invoice" exclude-result-prefixes="i">
  <xsl:template match="/i:Invoice">
    <invoice number="{i:Number}" currency="{@currency}">
      <supplier><xsl:value-of select="normalize-space(i:Supplier/i:Name)"/></supplier>
      <xsl:for-each select="i:Line">
        <xsl:sort select="i:Amount" data-type="number" order="descending"/>
        <line article="{i:Article}" amount="{format-number(i:Amount, '0.00')}"/>
      </xsl:for-each>
      <total><xsl:value-of select="format-number(i:Total, '0.00')"/></total>
    </invoice>
  </xsl:template>
</xsl:stylesheet>
