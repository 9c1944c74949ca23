// SPDX-License-Identifier: MIT
#include "report/svg_picture.hpp"

#include "report/html_text.hpp"

#include <fmt/format.h>

#include <utility>

namespace calltally::report {

namespace {

std::string_view name_of(Anchor anchor) {
    switch (anchor) {
    case Anchor::start:
        return "start";
    case Anchor::middle:
        return "middle";
    case Anchor::end:
        break;
    }
    return "end";
}

} // namespace

SvgPicture::SvgPicture(std::string id, std::string title, std::string description, int height)
    : m_id(std::move(id)), m_title(std::move(title)), m_description(std::move(description)),
      m_height(height) {}

void SvgPicture::rect(double x, double y, double width, double height, std::string_view css_class,
                      std::string_view tip) {
    m_body +=
        fmt::format(R"(<rect x="{:.3f}%" y="{:.1f}" width="{:.3f}%" height="{:.1f}" class="{}">)",
                    x, y, width, height, css_class);
    if (!tip.empty()) {
        m_body += fmt::format("<title>{}</title>", html_text(tip));
    }
    m_body += "</rect>\n";
}

void SvgPicture::line(double from_x, double from_y, double to_x, double to_y,
                      std::string_view css_class) {
    m_body += fmt::format(R"(<line x1="{:.3f}%" y1="{:.1f}" x2="{:.3f}%" y2="{:.1f}" class="{}"/>)"
                          "\n",
                          from_x, from_y, to_x, to_y, css_class);
}

void SvgPicture::text(double x, double y, Anchor anchor, std::string_view text,
                      std::string_view css_class) {
    m_body += fmt::format(R"(<text x="{:.3f}%" y="{:.1f}" text-anchor="{}" class="{}">{}</text>)"
                          "\n",
                          x, y, name_of(anchor), css_class, html_text(text));
}

std::string SvgPicture::markup() const {
    return fmt::format(
        R"(<svg xmlns="http://www.w3.org/2000/svg" class="picture" role="img" )"
        R"(aria-labelledby="{0}-title {0}-text" width="100%" height="{3}">)"
        "\n<title id=\"{0}-title\">{1}</title>\n<desc id=\"{0}-text\">{2}</desc>\n{4}</svg>\n",
        m_id, html_text(m_title), html_text(m_description), m_height, m_body);
}

} // namespace calltally::report
