namespace ScottPlot;

public interface IAxis : IPanel
{
    double Min { get; set; }

    double Max { get; set; }

    ITickGenerator TickGenerator { get; set; }

    LabelStyle Label { get; }

    LabelStyle TickLabelStyle { get; set; }

    TickMarkStyle MajorTickStyle { get; set; }

    TickMarkStyle MinorTickStyle { get; set; }

    LineStyle FrameLineStyle { get; }

    void SetTicks(double[] xs, string[] labels);
}
