namespace OpenCvSharp;

/// <summary>When an iteration ends.</summary>
public readonly record struct TermCriteria(CriteriaTypes Type, int MaxCount, double Epsilon)
{
    public readonly CriteriaTypes Type = Type;
    public readonly int MaxCount = MaxCount;
    public readonly double Epsilon = Epsilon;

    public static TermCriteria Both(int maxCount, double epsilon) => new(CriteriaTypes.Count | CriteriaTypes.Eps, maxCount, epsilon);
}
