const docs = document.getElementById('docs')
SwaggerUIBundle({ url: docs.dataset.contract, domNode: docs, deepLinking: true, validatorUrl: null })
