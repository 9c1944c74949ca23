// SPDX-License-Identifier: MIT
//
// A picture as inline SVG that is as wide as its place: positions across are percent of the width,
// positions down are pixels, so that text keeps its size on any screen.
#pragma once

#include <string>
#include <string_view>

namespace calltally::report {

/// Of every picture, in percent.
inline constexpr double full_width = 100;

enum class Anchor { start, middle, end };

class SvgPicture {
public:
    /// \param id          unique in the page
    /// \param title       what the picture is, for those who cannot see it
    /// \param description what it shows, in a sentence or two
    /// \param height      in pixels
    SvgPicture(std::string id, std::string title, std::string description, int height);

    /// \param css_class of ours; never from data
    /// \param tip       shown beside the pointer; may be empty
    void rect(double x, double y, double width, double height, std::string_view css_class,
              std::string_view tip = {});
    void line(double from_x, double from_y, double to_x, double to_y, std::string_view css_class);
    void text(double x, double y, Anchor anchor, std::string_view text,
              std::string_view css_class = {});

    std::string markup() const;

private:
    std::string m_id;
    std::string m_title;
    std::string m_description;
    int m_height;
    std::string m_body;
};

} // namespace calltally::report
