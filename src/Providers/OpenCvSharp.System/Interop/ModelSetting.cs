namespace OpenCvSharp.Interop;

/// <summary>The settings of models, each a number; see <c>native/shim.h</c>.</summary>
internal enum ModelSetting
{
    SvmType,
    SvmKernel,
    SvmC,
    SvmGamma,
    SvmNu,
    SvmP,
    SvmDegree,
    SvmCoef0,
    NearestK,
    NearestClassifier,
    NearestEmax,
    NearestAlgorithm,
    ForestCategories,
    ForestDepth,
    ForestSamples,
    ForestFolds,
    ForestSurrogates,
    Forest1Se,
    ForestTruncate,
    ForestRegression,
    ForestImportance,
    ForestVariables,
}
