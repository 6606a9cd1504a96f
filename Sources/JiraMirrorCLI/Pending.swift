enum ExportPlan { static func check(_ c: Configuration) throws {} }
