package org.ksmlab.virt;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** An element of a document, with a way of writing it that looks like the document. */
record XmlElement(Element element) {
    static XmlElement root(String name) {
        Document document = builder().newDocument();
        Element element = document.createElement(name);
        document.appendChild(element);
        return new XmlElement(element);
    }

    /** @throws IllegalArgumentException if this is no well-formed document, or one with a document type, which could name files to read */
    static XmlElement parse(String xml) {
        try {
            return new XmlElement(
                    builder().parse(new InputSource(new StringReader(xml))).getDocumentElement());
        } catch (SAXException | IOException e) {
            throw new IllegalArgumentException("XML: " + e.getMessage(), e);
        }
    }

    /** Appends a child and gives it. */
    XmlElement add(String name) {
        return append(element.getOwnerDocument().createElement(name));
    }

    /** Appends a child of another namespace and gives it. */
    XmlElement add(String namespace, String qualifiedName) {
        return append(element.getOwnerDocument().createElementNS(namespace, qualifiedName));
    }

    private XmlElement append(Element child) {
        element.appendChild(child);
        return new XmlElement(child);
    }

    XmlElement attribute(String name, Object value) {
        element.setAttribute(name, value.toString());
        return this;
    }

    XmlElement text(Object text) {
        element.setTextContent(text.toString());
        return this;
    }

    /** The whole document as text. */
    String document() {
        try {
            TransformerFactory factory = TransformerFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            Transformer transformer = factory.newTransformer();
            // JNA encodes strings for native code as the locale says; what is no ASCII becomes a character reference.
            transformer.setOutputProperty(OutputKeys.ENCODING, "US-ASCII");
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            transformer.setOutputProperty(OutputKeys.INDENT, "yes");
            StringWriter text = new StringWriter();
            transformer.transform(new DOMSource(element.getOwnerDocument()), new StreamResult(text));
            return text.toString();
        } catch (TransformerException e) {
            throw new IllegalStateException("the JDK cannot write XML", e);
        }
    }

    private static DocumentBuilder builder() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new Thrower());
            return builder;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the JDK cannot read XML safely", e);
        }
    }

    /** The JDK's own handler prints to standard error. */
    private static final class Thrower implements ErrorHandler {
        @Override
        public void warning(SAXParseException e) {
            // A warning leaves the document readable.
        }

        @Override
        public void error(SAXParseException e) throws SAXException {
            throw e;
        }

        @Override
        public void fatalError(SAXParseException e) throws SAXException {
            throw e;
        }
    }
}
