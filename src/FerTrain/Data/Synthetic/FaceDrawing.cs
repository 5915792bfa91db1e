using System.Numerics;

namespace FerTrain.Data.Synthetic;

/// <summary>Draws a head and the parts of its face, from back to front.</summary>
internal sealed class FaceDrawing(Canvas canvas, Pose pose, Person person, Expression expression)
{
    private const int OutlinePoints = 40;

    public void Draw()
    {
        Head();
        foreach (var side in (ReadOnlySpan<float>)[-1, 1])
        {
            Eye(side);
            Brow(side);
            Folds(side);
        }

        Nose();
        new MouthDrawing(canvas, pose, person, expression).Draw();
    }

    private void Head()
    {
        if (person.HairLength > 0)
            canvas.Fill(pose.Outline(Ring(LongHair)), person.Hair);
        canvas.Fill(pose.Outline([new(-0.35f, 0.6f), new(0.35f, 0.6f), new(0.4f, 1.6f), new(-0.4f, 1.6f)]), person.Skin * 0.8f);
        var skull = Ring(Skull);
        canvas.Fill(pose.Outline(skull), person.Skin);

        // The hair on top follows the skull from left to right and the hairline back.
        var top = skull.Where(p => p.Y < person.Hairline + 0.25f).Select(p => p * 1.07f).OrderBy(p => p.X);
        var hairline = Curve(t => new Vector2(-t * 0.8f * person.HeadWidth, person.Hairline + 0.3f * t * t));
        canvas.Fill(pose.Outline([.. top, .. hairline]), person.Hair);
    }

    private Vector2 LongHair(float t)
    {
        var (sin, cos) = MathF.SinCos(t);
        return new Vector2(1.18f * person.HeadWidth * cos, sin < 0 ? 1.1f * sin : person.HairLength - 0.3f + 0.4f * sin);
    }

    private Vector2 Skull(float t)
    {
        var (sin, cos) = MathF.SinCos(t);
        var fullness = sin > 0 ? MathF.Pow(1 - MathF.Pow(sin, person.Jaw), 1 / person.Jaw) : Math.Abs(cos);
        return new Vector2(MathF.Sign(cos) * person.HeadWidth * fullness, sin);
    }

    private void Eye(float side)
    {
        var centre = new Vector2(side * person.EyeApart, person.EyeLevel);
        var top = Math.Max(0.012f, person.EyeOpen + expression.UpperLid);
        var bottom = Math.Max(0.008f, 0.8f * person.EyeOpen - expression.LowerLid);
        Vector2 Lid(float t, float height) => centre + new Vector2(t * person.EyeWidth, -height * (1 - t * t));

        var upper = Curve(t => Lid(t, top));
        canvas.Fill(pose.Face([.. upper, .. Curve(t => Lid(-t, -bottom))]), 0.55f + 0.45f * person.Skin);
        var iris = 0.62f * person.EyeWidth;
        var disc = Ring(t => new Vector2(iris * MathF.Cos(t), iris * MathF.Sin(t))).Select(p =>
        {
            var lid = 1 - p.X * p.X / (person.EyeWidth * person.EyeWidth);
            return centre + new Vector2(p.X, Math.Clamp(p.Y - 0.01f, -top * lid, bottom * lid));
        });
        canvas.Fill(pose.Face(disc), 0.1f);
        Line(upper, 0.04f, person.Line * 0.7f);
        Line(Curve(t => Lid(t, -bottom)), 0.02f, person.Line, 0.5f);
    }

    private void Brow(float side)
    {
        var level = person.EyeLevel - person.BrowHeight;
        Line(Curve(t =>
        {
            // t runs from the inner end to the outer one.
            var (inner, outer, middle) = ((1 - t) * 0.5f, (1 + t) * 0.5f, 1 - t * t);
            var rise = inner * expression.BrowInner + outer * (expression.BrowOuter + person.BrowSlope)
                + middle * (0.02f + expression.BrowMiddle - 0.5f * (expression.BrowInner + expression.BrowOuter));
            var x = person.EyeApart + t * 1.2f * person.EyeWidth - inner * expression.BrowPinch;
            return new Vector2(side * x, level - rise);
        }), person.BrowWidth, person.Hair * 0.7f);
    }

    private void Nose()
    {
        var tip = person.EyeLevel + person.NoseLength + 0.1f;
        Line(Curve(t => new Vector2(0.1f * t, tip + 0.03f - 0.04f * t * t)), 0.035f, person.Line, 0.8f);
        Line([new(0.06f, person.EyeLevel + 0.04f), new(0.075f, tip - 0.1f)], 0.03f, person.Line, 0.35f);
        for (var wrinkle = 0; wrinkle < 3; wrinkle++)
        {
            var y = person.EyeLevel + 0.07f * wrinkle - 0.02f;
            Line([new(-0.1f, y - 0.03f), new(0, y + 0.02f), new(0.1f, y - 0.03f)], 0.035f, person.Line, 0.8f * expression.NoseWrinkle);
        }
    }

    private void Folds(float side)
    {
        var from = person.EyeLevel + person.NoseLength + 0.06f;
        var to = person.MouthLevel - 0.02f;
        Vector2 Fold(float t) => new(side * (0.26f + 0.1f * t + 0.04f * (1 - t * t)), from + (to - from) * (t + 1) / 2);
        Line(Curve(Fold), 0.03f, person.Line, 0.7f * expression.CheekFold);
    }

    private void Line(Vector2[] points, float width, float tone, float opacity = 1)
    {
        if (opacity > 0)
            canvas.Stroke(pose.Face(points), width * pose.Scale, tone, Math.Min(1, opacity));
    }

    private static Vector2[] Ring(Func<float, Vector2> point) =>
        [.. Enumerable.Range(0, OutlinePoints).Select(i => point(i * MathF.Tau / OutlinePoints))];

    private static Vector2[] Curve(Func<float, Vector2> point) =>
        [.. Enumerable.Range(0, 9).Select(i => point(i / 4f - 1))];
}

/// <summary>Draws a mouth: a curved line that opens into a superellipse, with teeth if they show.</summary>
internal sealed class MouthDrawing(Canvas canvas, Pose pose, Person person, Expression expression)
{
    private const float BarelyOpen = 0.03f;
    private const int Points = 17;

    private float Width => person.MouthWidth + expression.MouthWidth;

    private float Corner => person.MouthCorner + expression.MouthCorner;

    public void Draw()
    {
        if (expression.MouthOpen > BarelyOpen)
        {
            Shape(person.LipWidth, person.LipWidth, person.Lips);
            Shape(0, 0, 0.08f);
            if (expression.Teeth > 0)
                Shape(0, -(1 - expression.Teeth) * expression.MouthOpen, 0.45f + 0.5f * person.Skin);
            return;
        }

        var line = Along(t => Middle(t) - expression.UpperLip * (1 - MathF.Abs(t)));
        canvas.Stroke(line, 2.2f * person.LipWidth * pose.Scale, person.Lips, 0.8f);
        canvas.Stroke(line, 0.035f * pose.Scale, person.Line * 0.6f);
    }

    /// <summary>Fills the open mouth, with its upper and lower edge moved outwards.</summary>
    private void Shape(float above, float below, float tone)
    {
        var upper = Along(t => Middle(t) - above - (0.35f * expression.MouthOpen + expression.UpperLip) * Bulge(t));
        var lower = Along(t => Middle(t) + below + 0.65f * expression.MouthOpen * Bulge(t));
        Array.Reverse(lower);
        canvas.Fill([.. upper, .. lower], tone);
    }

    private float Middle(float t) => person.MouthLevel + Corner * (0.35f - t * t);

    private float Bulge(float t)
    {
        var exponent = 2 + expression.MouthSquareness;
        return MathF.Pow(1 - MathF.Pow(MathF.Abs(t), exponent), 1 / exponent);
    }

    private Vector2[] Along(Func<float, float> height) => pose.Face(Enumerable.Range(0, Points)
        .Select(i => 2f * i / (Points - 1) - 1)
        .Select(t => new Vector2(t * Width, height(t))));
}
