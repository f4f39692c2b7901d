//! Packages that take long to import.

/// A package, or a module of one, and the milliseconds that importing it takes: CPU on Python
/// 3.11 with valid bytecode, where it was measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::rule) struct Heavy {
    pub(in crate::rule) module: &'static str,
    pub(in crate::rule) milliseconds: Option<f64>,
}

const fn measured(module: &'static str, milliseconds: f64) -> Heavy {
    Heavy {
        module,
        milliseconds: Some(milliseconds),
    }
}

const fn known(module: &'static str) -> Heavy {
    Heavy {
        module,
        milliseconds: None,
    }
}

/// Sorted. What boto3 imports anyway, and what is small, is not here.
const HEAVY: &[Heavy] = &[
    known("PIL.Image"),
    measured("aiohttp", 103.0),
    known("altair"),
    known("awswrangler"),
    known("bokeh"),
    known("catboost"),
    known("cv2"),
    known("dask"),
    known("fitz"),
    known("geopandas"),
    known("google.cloud"),
    known("googleapiclient"),
    known("grpc"),
    known("keras"),
    known("langchain"),
    known("lightgbm"),
    known("matplotlib"),
    known("moviepy"),
    known("networkx"),
    known("nltk"),
    measured("numpy", 57.0),
    known("onnxruntime"),
    known("openai"),
    known("openpyxl"),
    measured("pandas", 189.0),
    known("plotly"),
    known("polars"),
    known("prophet"),
    known("pyarrow"),
    measured("pymongo", 39.0),
    known("pyspark"),
    measured("redis", 103.0),
    known("reportlab"),
    measured("requests", 80.0),
    known("scipy"),
    known("seaborn"),
    known("shapely"),
    known("skimage"),
    known("sklearn"),
    known("snowflake.connector"),
    known("spacy"),
    measured("sqlalchemy", 170.0),
    known("statsmodels"),
    known("stripe"),
    known("sympy"),
    known("tensorflow"),
    known("torch"),
    known("torchvision"),
    known("transformers"),
    known("xgboost"),
];

/// Packages that import others, which then cost nothing more.
const BRINGING: &[(&str, &[&str])] = &[
    ("geopandas", &["numpy", "pandas", "shapely"]),
    ("matplotlib", &["PIL.Image", "numpy"]),
    ("pandas", &["numpy"]),
    ("prophet", &["matplotlib", "numpy", "pandas"]),
    ("scipy", &["numpy"]),
    ("seaborn", &["matplotlib", "numpy", "pandas", "scipy"]),
    ("skimage", &["numpy", "scipy"]),
    ("sklearn", &["numpy", "scipy"]),
    ("statsmodels", &["numpy", "pandas", "scipy"]),
    ("torch", &["numpy"]),
    ("xgboost", &["numpy", "scipy"]),
];

/// Returns what is known of a module that takes long to import, or of the package it is in.
pub(in crate::rule) fn heavy(module: &str) -> Option<Heavy> {
    let contains = |heavy: &&Heavy| {
        let rest = module.strip_prefix(heavy.module);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    HEAVY.iter().find(contains).copied()
}

impl Heavy {
    /// Returns whether importing another package imports it, too.
    pub(in crate::rule) fn comes_with(&self, other: &Self) -> bool {
        let mut bringing = BRINGING
            .iter()
            .filter(|(package, _)| *package == other.module);
        self.module == other.module || bringing.any(|(_, brought)| brought.contains(&self.module))
    }

    /// Returns what to say of it: "`pandas` takes 189 ms to import".
    pub(in crate::rule) fn words(&self) -> String {
        match self.milliseconds {
            Some(time) => format!(
                "`{}`, which takes some {time:.0} ms to import,",
                self.module
            ),
            None => format!("`{}`, which takes long to import,", self.module),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_of_a_heavy_package_is_heavy() {
        assert_eq!(heavy("sklearn.linear_model").unwrap().module, "sklearn");
        assert_eq!(heavy("pandas").unwrap().milliseconds, Some(189.0));
        assert_eq!(heavy("pandasql"), None);
        assert_eq!(heavy("json"), None);
        assert!(HEAVY.is_sorted_by_key(|heavy| heavy.module));
    }
}
