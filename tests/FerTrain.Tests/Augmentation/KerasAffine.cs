using FerTrain.Augmentation;

namespace FerTrain.Tests.Augmentation;

/// <summary>What ImageDataGenerator does to an image for given draws, step by step in pixels.</summary>
internal static class KerasAffine
{
    public static double[,] Apply(FilledImage image, AffineDraw draw)
    {
        var side = image.Side;
        var matrix = Around(side / 2.0 - 0.5, Product(Rotation(draw), Product(Shift(draw, side), Product(Shear(draw), Zoom(draw)))));
        var result = new double[side, side];
        for (var row = 0; row < side; row++)
            for (var column = 0; column < side; column++)
            {
                var y = matrix[0, 0] * row + matrix[0, 1] * column + matrix[0, 2];
                var x = matrix[1, 0] * row + matrix[1, 1] * column + matrix[1, 2];
                result[draw.TopToBottom ? side - 1 - row : row, draw.LeftToRight ? side - 1 - column : column] = image.At(y, x);
            }

        return result;
    }

    private static double[,] Rotation(AffineDraw draw)
    {
        var (sin, cos) = Math.SinCos(draw.Degrees * Math.PI / 180);
        return new[,] { { cos, -sin, 0 }, { sin, cos, 0 }, { 0, 0, 1 } };
    }

    private static double[,] Shift(AffineDraw draw, int side) => new[,] { { 1, 0, draw.Down * side }, { 0, 1, draw.Right * side }, { 0, 0, 1 } };

    private static double[,] Shear(AffineDraw draw)
    {
        var (sin, cos) = Math.SinCos(draw.ShearDegrees * Math.PI / 180);
        return new[,] { { 1, -sin, 0 }, { 0, cos, 0 }, { 0, 0, 1 } };
    }

    private static double[,] Zoom(AffineDraw draw) => new[,] { { draw.ZoomRows, 0, 0 }, { 0, draw.ZoomColumns, 0 }, { 0, 0, 1 } };

    private static double[,] Around(double centre, double[,] matrix) => Product(
        new[,] { { 1, 0, centre }, { 0, 1, centre }, { 0, 0, 1 } },
        Product(matrix, new[,] { { 1, 0, -centre }, { 0, 1, -centre }, { 0, 0, 1 } }));

    private static double[,] Product(double[,] a, double[,] b)
    {
        var result = new double[3, 3];
        for (var i = 0; i < 3; i++)
            for (var j = 0; j < 3; j++)
                result[i, j] = a[i, 0] * b[0, j] + a[i, 1] * b[1, j] + a[i, 2] * b[2, j];
        return result;
    }
}
