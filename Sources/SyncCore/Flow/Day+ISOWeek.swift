extension Day {
    /// The ISO 8601 week: the year that its Thursday falls in, and its number in that year.
    package var isoWeek: (year: Int, week: Int) {
        let thursday = Day(daysSince1970: daysSince1970 - isoWeekday + 4)
        let year = thursday.civil.year
        let start = Day(year: year, month: 1, day: 1)
        return (year, (thursday.daysSince1970 - start.daysSince1970) / 7 + 1)
    }
}
